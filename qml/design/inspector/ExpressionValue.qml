import QtQuick
import Saltern.Ui

// A template with completion and, below it, its value on the sample event. Secrets are shown as
// chips with their names, never as values.
Column {
    id: editor

    property var value
    property string placeholder: ""
    property string name: ""
    property bool invalid: false
    property var scope: ({})
    readonly property var preview: field.text === "" ? ({}) : Expressions.evaluate(field.text, scope)
    signal edited(var value)
    signal finished()

    function focusEditor() {
        field.forceActiveFocus();
    }
    function begin() {
        if (field.text === "") {
            field.text = "{{  }}";
            field.cursorPosition = 3;
        }
        field.forceActiveFocus();
        field.refresh();
    }

    spacing: 4
    onValueChanged: if (field.text !== String(value ?? "")) field.text = String(value ?? "")
    Component.onCompleted: field.text = String(value ?? "")

    CompletionField {
        id: field
        objectName: "expression"
        width: parent.width
        leftPadding: 30
        placeholderText: editor.placeholder
        invalid: editor.invalid
        Accessible.name: qsTr("%1, expression").arg(editor.name)
        completer: (text, cursor) => Expressions.complete(text, cursor, editor.scope)
        onTyped: text => editor.edited(text)
        onEditingFinished: editor.finished()

        Label {
            x: 9
            anchors.verticalCenter: parent.verticalCenter
            text: "ƒx"
            color: Theme.logic
            font.italic: true
            font.pixelSize: Theme.fontSmall + 1
        }
    }
    Row {
        width: parent.width
        spacing: 6
        visible: editor.preview.text !== undefined || editor.preview.error !== undefined
        Label {
            id: arrow
            text: editor.preview.error === undefined ? "=" : "!"
            mono: true
            color: editor.preview.error === undefined ? Theme.good : Theme.warning
            font.pixelSize: Theme.fontSmall
        }
        Label {
            objectName: "expressionPreview"
            width: parent.width - arrow.width - parent.spacing
            mono: editor.preview.error === undefined
            tone: "muted"
            font.pixelSize: Theme.fontSmall
            wrapMode: Text.Wrap
            maximumLineCount: 3
            text: editor.preview.error ?? editor.preview.text ?? ""
        }
    }
    Flow {
        width: parent.width
        spacing: 4
        visible: (editor.preview.secrets ?? []).length > 0
        Repeater {
            model: editor.preview.secrets ?? []
            Badge {
                required property string modelData
                text: qsTr("secret %1").arg(modelData)
                tone: "warning"
            }
        }
    }
}
