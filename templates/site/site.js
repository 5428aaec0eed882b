// Search, filter and sort in the whole register. Without it the pages are plain tables, each in three orders.
"use strict";
(function () {
  var form = document.getElementById("search");
  var table = document.getElementById("register");
  if (!form || !table) { return; }
  var PAGE = 50;
  var words = document.getElementById("words");
  var partner = document.getElementById("partner");
  var status = document.getElementById("status");
  var found = document.getElementById("found");
  var pages = document.getElementById("pages");
  var body = table.tBodies[0];
  var plain = { rows: Array.from(body.rows), pages: Array.from(pages.childNodes) };
  var parts = Number(form.dataset.parts);
  var all = [];
  var loaded = 0;
  var loading = false;
  var order = null;
  var shown = 1;
  window.register = function (rows) { all = all.concat(rows); };

  // Loads the parts of the index one after the other, once. Whoever types goes on typing meanwhile: at the end
  // what is asked then is looked for, not what was asked when loading began.
  function load() {
    if (loaded === parts) { loading = false; again(); return; }
    loading = true;
    var script = document.createElement("script");
    script.src = "assets/search-" + (loaded + 1) + ".js";
    script.onload = function () { loaded += 1; load(); };
    script.onerror = function () { loading = false; script.remove(); found.textContent = "The search could not be loaded."; };
    document.head.appendChild(script);
  }

  function cell(name, text, href) {
    var made = document.createElement(name);
    made.className = name === "th" ? "govuk-table__header" : "govuk-table__cell";
    if (name === "th") { made.scope = "row"; }
    var holder = made;
    if (href) {
      holder = document.createElement("a");
      holder.className = "govuk-link";
      holder.href = href;
      made.appendChild(holder);
    }
    holder.textContent = text;
    return made;
  }

  function line(row) {
    var made = document.createElement("tr");
    made.className = "govuk-table__row";
    made.appendChild(cell("th", row[1], row[0]));
    made.appendChild(cell("td", row[2].join("; ")));
    made.appendChild(cell("td", row[3]));
    made.appendChild(cell("td", row[4]));
    return made;
  }

  function fits(row, asked) {
    if (partner.value && row[2].indexOf(partner.value) < 0) { return false; }
    if (status.value && row[3] !== status.value) { return false; }
    var text = row[8] || (row[8] = (row[1] + " " + row[2].join(" ") + " " + row[3] + " " + row[5] + " " + row[6]).toLowerCase());
    return asked.every(function (word) { return text.indexOf(word) >= 0; });
  }

  function key(row) {
    var column = order.column;
    return column === 3 ? row[7] || "9999" : column === 1 ? row[2].join("; ") : row[column === 0 ? 1 : 3];
  }

  function draw(asked) {
    var kept = all.filter(function (row) { return fits(row, asked); });
    if (order) {
      kept.sort(function (a, b) { return order.way * String(key(a)).localeCompare(String(key(b)), "en-GB", { numeric: true }); });
    }
    var last = Math.max(1, Math.ceil(kept.length / PAGE));
    shown = Math.min(shown, last);
    body.replaceChildren.apply(body, kept.slice((shown - 1) * PAGE, shown * PAGE).map(line));
    found.textContent = kept.length + (kept.length === 1 ? " document" : " documents") + (last > 1 ? ", page " + shown + " of " + last : "");
    pages.replaceChildren();
    [["Previous page", shown - 1], ["Next page", shown + 1]].forEach(function (each) {
      if (each[1] < 1 || each[1] > last) { return; }
      var button = document.createElement("button");
      button.type = "button";
      button.className = "govuk-button govuk-button--secondary";
      button.textContent = each[0];
      button.addEventListener("click", function () { shown = each[1]; draw(asked); table.scrollIntoView(); words.focus(); });
      pages.appendChild(button);
      pages.appendChild(document.createTextNode(" "));
    });
  }

  function again() {
    var asked = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    if (!asked.length && !partner.value && !status.value && !order) {
      body.replaceChildren.apply(body, plain.rows);
      pages.replaceChildren.apply(pages, plain.pages);
      found.textContent = "";
      return;
    }
    if (loaded < parts) {
      if (!loading) { load(); }
      return;
    }
    draw(asked);
  }

  function changed() { shown = 1; again(); }
  words.addEventListener("input", changed);
  partner.addEventListener("change", changed);
  status.addEventListener("change", changed);
  Array.from(table.tHead.rows[0].cells).forEach(function (head, column) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "site-sort";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", function () {
      order = { column: column, way: order && order.column === column ? -order.way : 1 };
      Array.from(table.tHead.rows[0].cells).forEach(function (each) { each.removeAttribute("aria-sort"); });
      head.setAttribute("aria-sort", order.way > 0 ? "ascending" : "descending");
      changed();
    });
  });
  form.hidden = false;
}());
