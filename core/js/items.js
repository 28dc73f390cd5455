/** Items as tests write them: attribute values, or plain values as the document client has them. */

const TYPES = new Set(["S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS"]);

/** An item as attribute values, whichever way it is written. It is taken as attribute values if each of its values is one. */
export function itemOf(item) {
  if (!isObject(item)) throw new TypeError("an item must be an object of attribute values, or of plain values");
  if (Object.values(item).every(isAttributeValue)) return item;
  return attributeValue(item).M;
}

/** An item as a text that is the same for equal items: sorted, with binary values and numbers written in one way. */
export const canonical = (item) => JSON.stringify(sorted({ M: item }).M);

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

function isAttributeValue(value) {
  const names = isObject(value) ? Object.keys(value).filter((name) => value[name] !== undefined) : [];
  return names.length === 1 && TYPES.has(names[0]);
}

function attributeValue(value) {
  if (value === null) return { NULL: true };
  if (typeof value === "string") return { S: value };
  if (typeof value === "boolean") return { BOOL: value };
  if (typeof value === "number" || typeof value === "bigint") return { N: String(value) };
  if (ArrayBuffer.isView(value)) return { B: value };
  if (value instanceof Set) return setOf([...value]);
  if (Array.isArray(value)) return { L: value.map(attributeValue) };
  if (!isObject(value)) throw new TypeError(`an attribute cannot be a ${typeof value}`);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return { M: Object.fromEntries(members.map(([name, member]) => [name, attributeValue(member)])) };
}

function setOf(values) {
  const [type] = Object.keys(attributeValue(values[0]));
  return { [`${type}S`]: values.map((value) => attributeValue(value)[type]) };
}

function sorted(value) {
  const [type] = Object.keys(value).filter((name) => value[name] !== undefined);
  const content = value[type];
  switch (type) {
    case "N":
      return { N: number(content) };
    case "B":
      return { B: hex(content) };
    case "NS":
      return { NS: content.map(number).sort() };
    case "BS":
      return { BS: content.map(hex).sort() };
    case "SS":
      return { SS: [...content].sort() };
    case "L":
      return { L: content.map(sorted) };
    case "M":
      return { M: Object.fromEntries(Object.keys(content).sort().map((name) => [name, sorted(content[name])])) };
    default:
      return { [type]: content };
  }
}

/** A number as JavaScript writes it, unless it has more digits than that keeps. */
const number = (text) => (text.replace(/\D/g, "").length > 15 ? text : String(Number(text)));

const hex = (bytes) => Array.from(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), (byte) => byte.toString(16).padStart(2, "0")).join("");
