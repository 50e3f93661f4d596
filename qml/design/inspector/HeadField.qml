import QtQuick
import Saltern.Ui

// Text about the pipeline, one line or a paragraph, taken when the field is left.
Column {
    id: field

    required property string title
    required property string help
    required property string value
    property bool paragraph: false
    signal done(string text)

    width: parent?.width ?? 0
    spacing: 6
    Label {
        text: field.title
        tone: "muted"
        font.pixelSize: Theme.fontSmall + 1
    }
    TextValue {
        width: parent.width
        value: field.value
        paragraph: field.paragraph
        name: field.title
        property var typed: field.value
        onEdited: value => typed = value ?? ""
        onFinished: if (typed !== field.value) field.done(typed)
    }
    Label {
        width: parent.width
        wrapMode: Text.Wrap
        tone: "faint"
        font.pixelSize: Theme.fontSmall
        text: field.help
    }
}
