//! The constraints that a member can have, one method each.

use super::*;

impl<T> Member<'_, T> {
    /// Requires the member to be present.
    pub fn required(self) -> Self {
        self.required_later().required_unless(false)
    }

    /// Requires the member to be present unless another member makes it needless.
    pub fn required_unless(self, is_needless: bool) -> Self {
        if self.value.is_none() && !is_needless {
            self.check.report(self.telling, self.name, None, "Member must not be null".to_owned());
        }
        self
    }

    /// Declares the member as required by the service model. The operation itself reports its absence, with its own
    /// text.
    pub fn required_later(self) -> Self {
        #[cfg(feature = "typescript")]
        if let Some(required) = &mut self.check.required {
            required.push(self.name);
        }
        self
    }

    fn must(
        self,
        holds: impl Fn(&T) -> bool,
        shown: impl Fn(&T) -> String,
        constraint: impl FnOnce() -> String,
    ) -> Self {
        let value = self.value.filter(|_| !self.check.is_full());
        if let Some(value) = value.filter(|value| !holds(value)) {
            self.check.report(self.telling, self.name, Some(shown(value)), constraint());
        }
        self
    }
}

impl<T: Length> Member<'_, T> {
    /// Bounds the length, in characters or entries.
    pub fn length(self, bounds: RangeInclusive<usize>) -> Self {
        if self.value.is_none_or(|value| bounds.contains(&value.length())) {
            return self;
        }
        let (&least, &most) = (bounds.start(), bounds.end());
        self.must(
            |v| v.length() >= least,
            T::shown,
            || format!("Member must have length greater than or equal to {least}"),
        )
        .must(
            |v| v.length() <= most,
            T::shown,
            || format!("Member must have length less than or equal to {most}"),
        )
    }
}

impl<T: PartialOrd + Display> Member<'_, T> {
    /// Bounds a number.
    pub fn within(self, bounds: RangeInclusive<T>) -> Self {
        self.must(
            |v| v >= bounds.start(),
            T::to_string,
            || format!("Member must have value greater than or equal to {}", bounds.start()),
        )
        .must(
            |v| v <= bounds.end(),
            T::to_string,
            || format!("Member must have value less than or equal to {}", bounds.end()),
        )
    }

    /// Requires a number of at least `least`.
    pub fn at_least(self, least: T) -> Self {
        self.must(|v| *v >= least, T::to_string, || format!("Member must have value greater than or equal to {least}"))
    }
}

impl Member<'_, String> {
    /// Requires the length of a table's name or ARN. The ARN itself is validated when it is read.
    ///
    /// # Source
    /// `docs/dynamodb.md#bounds` (the shape takes either), `docs/dynamodb.md#validation-names` (bounds of names in
    /// 2026).
    pub fn table_name(self) -> Self {
        match self.value {
            Some(name) if !name.is_empty() && !name.starts_with("arn:") => self.length(3..=255).name_pattern(),
            _ => self.length(1..=1024),
        }
    }

    /// Requires the characters of names: `[a-zA-Z0-9_.-]+`.
    pub fn name_pattern(self) -> Self {
        self.pattern("[a-zA-Z0-9_.-]+", |text| {
            !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'))
        })
    }

    /// Requires a text that `is_of` accepts; `pattern` is how a violation prints the rule.
    pub fn pattern(self, pattern: &'static str, is_of: impl Fn(&str) -> bool) -> Self {
        let sentence = || format!("Member must satisfy regular expression pattern: {pattern}");
        self.must(|text| is_of(text), Length::shown, sentence)
    }
}

impl Member<'_, Vec<String>> {
    /// Bounds the length of each text of a list, in characters.
    ///
    /// # Source
    /// Assumed: the sentence that other services of AWS have for the elements of a list.
    pub fn each_length(self, bounds: RangeInclusive<usize>) -> Self {
        self.must(
            |texts| texts.iter().all(|text| bounds.contains(&text.length())),
            Length::shown,
            || format!("Member must satisfy constraint: {}", each_within(&bounds)),
        )
    }
}

impl<T: Shown> Member<'_, ByName<Vec<T>>> {
    /// Bounds the number of elements of each list of a map.
    ///
    /// # Source
    /// `docs/dynamodb.md#batches`.
    pub fn each_list_length(self, bounds: RangeInclusive<usize>) -> Self {
        let list = |(key, list): (&String, &Vec<T>)| {
            format!("{}=[{}]", limits::echo(key), limits::echo_all(list.iter().map(Shown::shown)))
        };
        let printed = |lists: &ByName<Vec<T>>| format!("{{{}}}", limits::echo_all(lists.iter().map(list)));
        self.must(
            |lists| lists.values().all(|list| bounds.contains(&list.len())),
            printed,
            || format!("Map value must satisfy constraint: {}", each_within(&bounds)),
        )
    }
}

impl<T: Enumerated> Member<'_, T> {
    /// Requires one of the model's values.
    pub fn known(self) -> Self {
        self.one_of(T::allowed())
    }

    /// Requires one of `allowed`; the violation lists these and has neither value nor path.
    ///
    /// # Source
    /// `docs/dynamodb.md#item-envelope`, of ReturnValues.
    pub fn known_of(mut self, allowed: &[&str]) -> Self {
        self.telling = Telling::Nothing;
        self.one_of(allowed)
    }

    fn one_of(self, allowed: &[&str]) -> Self {
        self.must(
            T::is_known,
            |v| limits::echo(v.sent()).into_owned(),
            || format!("Member must satisfy enum value set: [{}]", allowed.join(", ")),
        )
    }
}

impl<T: Constrained> Member<'_, T> {
    /// Checks a structure by its own constraints.
    pub fn structure(self) -> Self {
        if let Some(value) = self.value {
            self.check.path.push(Step::Member(self.name));
            value.check(self.check);
            self.check.path.pop();
        }
        self
    }
}

impl<T: Constrained> Member<'_, Vec<T>> {
    /// Checks each structure of a list.
    pub fn each(self) -> Self {
        if let Some(elements) = self.value {
            self.check.path.push(Step::Member(self.name));
            for (index, element) in elements.iter().enumerate() {
                if self.check.is_full() {
                    break;
                }
                self.check.path.push(Step::Element(index + 1));
                element.check(self.check);
                self.check.path.pop();
            }
            self.check.path.pop();
        }
        self
    }
}

impl<T: Constrained> Member<'_, ByName<T>> {
    /// Checks each structure of a map.
    ///
    /// # Source
    /// Assumed: the path names the entry's key as that of a list names the index.
    pub fn each_value(self) -> Self {
        if let Some(entries) = self.value {
            self.check.path.push(Step::Member(self.name));
            for (key, entry) in entries {
                if self.check.is_full() {
                    break;
                }
                self.check.path.push(Step::Entry(key.clone()));
                entry.check(self.check);
                self.check.path.pop();
            }
            self.check.path.pop();
        }
        self
    }
}
