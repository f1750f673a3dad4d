//! What the columns of a table are, by the words in its head.

/// What a column says of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    /// The name of a parameter, header field or member.
    Name,
    /// A type, or the place of a parameter.
    Kind,
    /// The value of a header field.
    Value,
    /// Whether it must be there.
    Required,
    /// The HTTP status of an error.
    Status,
    /// The internal code of an error.
    MessageCode,
    /// The text of an error.
    Text,
    /// The type of an error.
    ErrorType,
    /// Something for people.
    Remark,
}

impl Column {
    /// The column under a cell of a table's head. The words of the more special columns come first.
    pub(super) fn of(head: &str) -> Self {
        let head = head.to_lowercase();
        let has = |word: &str| head.contains(word);
        let starts = |word: &str| head.starts_with(word);
        if has("тип ошибки") {
            Self::ErrorType
        } else if has("код сообщения") {
            Self::MessageCode
        } else if has("код ответа") || has("http") {
            Self::Status
        } else if starts("сообщение") || starts("текст сообщения") {
            Self::Text
        } else if starts("обязательн") {
            Self::Required
        } else if starts("значение") {
            Self::Value
        } else if starts("тип") {
            Self::Kind
        } else if starts("параметр") || has("поле") || has("поля") || starts("заголов")
        {
            Self::Name
        } else {
            Self::Remark
        }
    }
}
