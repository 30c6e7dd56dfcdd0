"""`sizes.py` counts what it says: `python3 -m unittest scripts/test_sizes.py`."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import sizes  # noqa: E402

SOURCE = r'''
/* fn commented() { /* deeper */ } */
fn short<'a>(of: &'a str) -> [u8; 2] { let brace = '{'; [b'}', 1] } // fn told() {}
fn held(&self, f: impl Fn(&str) -> bool) -> String
where
    Self: Sized,
{
    let words = "a \" } fn in_words() {";
    let raw = r#"fn raw() { ""#;
    fn inner() {}
    format!("{raw}{words}")
}
trait Promise { fn without_body(&self) -> u8; }
#[cfg(test)]
mod apart;
#[cfg(test)]
#[expect(dead_code)]
pub(crate) mod tests {
    fn tested() {}
}
fn last() {}
'''


class Sizes(unittest.TestCase):
    def test_functions_are_found_by_their_braces(self):
        text, modules = sizes.without_tests(sizes.bare(SOURCE))
        self.assertEqual(
            list(sizes.functions(text)), [("short", 1), ("held", 9), ("inner", 1), ("last", 1)]
        )
        self.assertEqual(modules, {"apart"})

    def test_every_line_stays(self):
        self.assertEqual(sizes.bare(SOURCE).count("\n"), SOURCE.count("\n"))

    def test_nine_in_ten(self):
        self.assertEqual(sizes.share(list(range(1, 11)), 90), 9)
        self.assertEqual(sizes.share([7], 90), 7)


if __name__ == "__main__":
    unittest.main()
