"""Raw answers against AWS's own model of the service, as botocore carries it.

botocore itself is lenient: it passes over members that it does not know, and does not miss those that must be there.
"""

import base64
import binascii
import json
import zlib

# What any operation may answer, beyond what it declares.
COMMON_ERRORS = {
    "AccessDeniedException",
    "InvalidSignatureException",
    "SerializationException",
    "ThrottlingException",
    "UnknownOperationException",
    "ValidationException",
}
TYPES = {
    "blob": str,
    "boolean": bool,
    "double": (int, float),
    "float": (int, float),
    "integer": int,
    "list": list,
    "long": int,
    "map": dict,
    "string": str,
    "structure": dict,
    "timestamp": (int, float),
}


class Checker:
    """Listens to a client and collects what its answers do wrong."""

    def __init__(self):
        self.faults = []
        self.checked = []

    def listen(self, client):
        """Checks each answer of a client before botocore reads it."""
        service = client.meta.service_model.service_id.hyphenize()
        client.meta.events.register(f"before-parse.{service}", self._on_answer)

    def _on_answer(self, operation_model, response_dict, **_):
        self.checked.append(operation_model.name)
        self.check(operation_model, response_dict["status_code"], response_dict["headers"], response_dict["body"])

    def check(self, operation, status, headers, body):
        """Checks one answer."""
        found = list(_envelope(status, headers, body))
        answer = json.loads(body) if body else {}
        if status == 200:
            found += _shape(operation.output_shape, answer, "answer") if operation.output_shape else []
        else:
            found += _error(operation, status, answer)
        self.faults += [f"{operation.name}: {fault}" for fault in found]


def _envelope(status, headers, body):
    if headers.get("x-amz-crc32") != str(zlib.crc32(body)):
        yield f"x-amz-crc32 is {headers.get('x-amz-crc32')}"
    if len(headers.get("x-amzn-requestid", "")) != 52:
        yield f"x-amzn-requestid is {headers.get('x-amzn-requestid')}"
    if headers.get("content-type") != "application/x-amz-json-1.0":
        yield f"content-type is {headers.get('content-type')}"
    if status not in (200, 400, 500):
        yield f"status {status}"


def _error(operation, status, answer):
    namespace, _, code = answer.pop("__type", "").partition("#")
    declared = {shape.name: shape for shape in operation.error_shapes}
    if code in declared:
        yield from _shape(declared[code], answer, code)
        # Newer models declare throttling for some operations; its namespace is still that of the service's front.
        front = "com.amazon.coral.availability" if code == "ThrottlingException" else None
        if namespace != (front or "com.amazonaws.dynamodb.v20120810"):
            yield f"{code} is in the namespace {namespace}"
    elif code not in COMMON_ERRORS:
        yield f"{code} is neither declared nor common"
    elif not namespace.startswith("com.amazon.coral."):
        yield f"{code} is in the namespace {namespace}"
    if (status == 500) != (code == "InternalServerError"):
        yield f"{code} has status {status}"


def _shape(shape, value, path):
    """What is wrong with a value, by the shape that it should have."""
    kind = TYPES[shape.type_name]
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        yield f"{path} is no {shape.type_name}: {value!r}"
        return
    if shape.type_name == "structure":
        yield from _structure(shape, value, path)
    elif shape.type_name == "list":
        for n, element in enumerate(value):
            yield from _shape(shape.member, element, f"{path}[{n}]")
    elif shape.type_name == "map":
        for name, element in value.items():
            yield from _shape(shape.key, name, f"{path} key")
            yield from _shape(shape.value, element, f"{path}[{name!r}]")
    elif shape.type_name == "string":
        yield from _length(shape, value, path)
        if shape.enum and value not in shape.enum:
            yield f"{path} is {value!r}, not of {shape.enum}"
    elif shape.type_name == "blob":
        try:
            base64.b64decode(value, validate=True)
        except binascii.Error as error:
            yield f"{path} is not base64: {error}"


def _structure(shape, value, path):
    for name in shape.required_members:
        if name not in value:
            yield f"{path} lacks {name}"
    if shape.name == "AttributeValue" and len(value) != 1:
        yield f"{path} has {len(value)} types"
    for name, member in value.items():
        if name in shape.members:
            yield from _shape(shape.members[name], member, f"{path}.{name}")
        else:
            yield f"{path} has {name}, which the model does not know"


def _length(shape, value, path):
    # Of texts only: AWS itself answers 0 units and empty maps where its model says "at least 1".
    if not shape.metadata.get("min", 0) <= len(value) <= shape.metadata.get("max", len(value)):
        yield f"{path} is too short or too long: {value!r}"
