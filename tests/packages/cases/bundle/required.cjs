// What `require` finds in a bundle.
const { Engine } = require("timemark");

console.log(`${new Engine({ now: 5 }).now()} ${new Engine().call("ListTables").TableNames.length}`);
