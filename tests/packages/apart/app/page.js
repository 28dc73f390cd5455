"use client";

// In a browser, with the engine in the page's own scripts.
import { useEffect } from "react";
import { Engine, init } from "timemark";

export default function Page() {
  useEffect(() => {
    init().then(() => {
      const engine = new Engine({ now: 5 });
      document.title = `${engine.now()} ${engine.call("ListTables").TableNames.length}`;
    });
  }, []);
  return <p>A page with an engine.</p>;
}
