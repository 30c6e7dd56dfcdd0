//! Style sheet, scripts and favicon, compiled in and served under an address that carries their hash.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// One file for all styles: no waterfall of imports. The order of the layers is declared first.
const CSS: &str = {
    macro_rules! sheets {
        ($($file:literal)+) => {
            concat!("@layer base, components, pages;\n", $(include_str!(concat!("../static/css/", $file, ".css")), "\n",)+)
        };
    }
    sheets!(
        "tokens" "base" "frame" "button" "field" "errors" "tag" "table" "tasks" "summary" "tabs" "timeline"
        "chain" "acts" "notice" "pager" "progress" "files" "bars" "emblem" "cards" "portal" "unit" "desk" "paper" "print"
    )
};

struct File {
    name: &'static str,
    mime: &'static str,
    text: &'static str,
}

const JS: &str = "text/javascript; charset=utf-8";

static FILES: &[File] = &[
    File { name: "app.css", mime: "text/css; charset=utf-8", text: CSS },
    File { name: "favicon.svg", mime: "image/svg+xml", text: include_str!("../static/favicon.svg") },
    File { name: "main.js", mime: JS, text: include_str!("../static/js/main.js") },
    File { name: "progress.js", mime: JS, text: include_str!("../static/js/progress.js") },
    File { name: "count.js", mime: JS, text: include_str!("../static/js/count.js") },
    File { name: "keys.js", mime: JS, text: include_str!("../static/js/keys.js") },
    File { name: "guard.js", mime: JS, text: include_str!("../static/js/guard.js") },
];

/// FNV-1a over all files: one hash for the lot, so that modules import each other by plain relative names.
static HASH: std::sync::LazyLock<u64> = std::sync::LazyLock::new(|| {
    FILES
        .iter()
        .flat_map(|f| f.text.bytes())
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
});

/// The address of a static file, e.g. `/static/1f…/app.css`.
pub(crate) fn url(name: &str) -> String {
    format!("/static/{:016x}/{name}", *HASH)
}

/// `GET /favicon.ico`: browsers ask for it by this name whatever the page says.
pub(crate) async fn favicon() -> Response {
    serve(Path((String::new(), "favicon.svg".to_owned()))).await
}

/// `GET /static/{hash}/{name}`. Kept for a year by the browser when the hash is ours.
pub(crate) async fn serve(Path((hash, name)): Path<(String, String)>) -> Response {
    let Some(file) = FILES.iter().find(|f| f.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let ours = hash == format!("{:016x}", *HASH);
    let keep = if ours { "public, max-age=31536000, immutable" } else { "no-cache" };
    ([(header::CONTENT_TYPE, file.mime), (header::CACHE_CONTROL, keep)], file.text).into_response()
}

#[cfg(test)]
/// Writes the files beside rendered samples, for looking at them.
pub(crate) fn write_to(dir: &std::path::Path) {
    for file in FILES {
        std::fs::write(dir.join(file.name), file.text).unwrap();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_is_kept_only_under_its_own_hash() {
        let name = url("app.css");
        let mut parts = name.split('/').skip(2).map(str::to_owned);
        let (hash, file) = (parts.next().unwrap(), parts.next().unwrap());
        let ours = serve(Path((hash, file.clone()))).await;
        assert!(ours.headers()[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
        let old = serve(Path(("0".into(), file))).await;
        assert_eq!(old.headers()[header::CACHE_CONTROL], "no-cache");
        let none = serve(Path(("0".into(), "nothing.css".into()))).await;
        assert_eq!(none.status(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn every_script_that_is_imported_is_served() {
        let main = FILES.iter().find(|f| f.name == "main.js").unwrap().text;
        for import in main.lines().filter_map(|l| l.split("\"./").nth(1)) {
            let name = import.trim_end_matches("\";");
            assert!(FILES.iter().any(|f| f.name == name), "{name} is not served");
        }
    }

    #[test]
    fn the_style_sheet_loads_nothing_from_elsewhere() {
        assert!(!CSS.contains("@import") && !CSS.contains("url("));
        assert_eq!(CSS.matches('{').count(), CSS.matches('}').count());
    }
}
