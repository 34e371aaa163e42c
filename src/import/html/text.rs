//! The text of a cell as a page shows it: white space as one blank, a line where the page begins one.

/// What parts the next character from the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Gap {
    #[default]
    None,
    Blank,
    Line,
}

/// A text as it is shown.
#[derive(Debug, Default)]
pub(super) struct Text {
    text: String,
    gap: Gap,
}

impl Text {
    /// Adds text; blanks that do not break (`&nbsp;`) are blanks.
    pub(super) fn push(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() {
                self.gap = self.gap.max(Gap::Blank);
                continue;
            }
            if !self.text.is_empty() {
                match self.gap {
                    Gap::None => {}
                    Gap::Blank => self.text.push(' '),
                    Gap::Line => self.text.push('\n'),
                }
            }
            self.gap = Gap::None;
            self.text.push(c);
        }
    }

    /// Adds text while there are fewer bytes than `most`.
    pub(super) fn push_some(&mut self, text: &str, most: usize) {
        let room = most.saturating_sub(self.text.len());
        if room > 0 {
            let text = text.trim_start();
            self.push(&text[..text.floor_char_boundary(room)]);
            self.gap = self.gap.max(Gap::Blank);
        }
    }

    /// Begins a new line.
    pub(super) fn line(&mut self) {
        self.gap = Gap::Line;
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn into_string(self) -> String {
        self.text
    }
}
