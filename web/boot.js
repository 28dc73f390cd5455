// Starts the page: fetches the engine as WebAssembly and hands over to it. If that fails, says why, where the person looks.
// What stands between double braces is filled in by `cargo xtask build`, which puts the script into the page itself, at the
// beginning of its head: no module, because those wait until the whole page is read.

(async () => {
  try {
    // Asked for here and not by an import statement: a script whose import fails is never run, and could not say so. What
    // fails before the page is shown is reported when it is waited for.
    const module_or_path = fetch("./{{wasm}}");
    const glue = import("./{{glue}}");
    for (const request of [module_or_path, glue]) request.catch(() => {});
    // What stands in the page is shown before the engine has the processor, and then the type is laid out.
    await Promise.all([painted(), parsed()]);
    document.getElementById("type").hidden = false;
    const { default: start } = await glue;
    await start({ module_or_path });
  } catch (error) {
    console.error(error);
    tell(error);
  }

  // Waits until the browser tells that the page is shown as it stands. A hidden one is not painted: then at once;
  // and a browser that does not tell is not waited for for long.
  function painted() {
    if (document.visibilityState === "hidden") return undefined;
    return new Promise((resolve) => {
      new PerformanceObserver(resolve).observe({ type: "paint", buffered: true });
      setTimeout(resolve, 500);
    });
  }

  function parsed() {
    if (document.readyState !== "loading") return undefined;
    return new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve));
  }

  // The reason goes into the line that says "Starting…", or on top if the page has taken that line away already.
  function tell(error) {
    let line = document.getElementById("starting");
    if (!line) {
      line = document.createElement("p");
      document.body.prepend(line);
    }
    line.setAttribute("role", "alert");
    line.textContent = `The playground could not start: ${error?.message ?? error}. Reloading may help; it needs a browser with WebAssembly.`;
  }
})();
