import QtQuick
import Saltern.Studio
import Saltern.Ui

// Text, numbers, durations and sizes as a person writes them. What cannot be read as a number is
// written as it is, so that validation can say what is wrong with it.
Item {
    id: editor

    property var value
    property string placeholder: ""
    property string name: ""
    property string type: "text"
    property string unit: ""
    property bool invalid: false
    property bool mono: false
    readonly property bool isNumber: type === "integer" || type === "number"
    property bool paragraph: false // has several lines to begin with
    readonly property bool multiLine: !isNumber && (paragraph || String(value ?? "").indexOf("\n") >= 0)
    signal edited(var value)
    signal expressionWanted()
    signal finished()

    function textOf(content: var): string {
        return content === undefined || content === null ? ""
             : typeof content === "object" ? JSON.stringify(content) : String(content);
    }
    function valueOf(text: string): var {
        if (text === "")
            return undefined;
        return isNumber && text.trim() !== "" && !isNaN(Number(text)) ? Number(text) : text;
    }
    function show() {
        if (textOf(valueOf(line.text)) !== textOf(value))
            line.text = textOf(value);
        if (area.text !== textOf(value))
            area.text = textOf(value);
    }
    function focusEditor() {
        (multiLine ? area : line).forceActiveFocus();
    }

    implicitHeight: multiLine ? area.implicitHeight : line.implicitHeight
    onValueChanged: show()
    Component.onCompleted: show()

    AppTextField {
        id: line
        objectName: "line"
        width: parent.width
        visible: !editor.multiLine
        rightPadding: unitLabel.visible ? unitLabel.width + 14 : 10
        placeholderText: editor.placeholder
        invalid: editor.invalid
        mono: editor.mono
        Accessible.name: editor.name
        onTextEdited: {
            if (text === "=" && (editor.value ?? "") === "") {
                text = "";
                editor.expressionWanted();
            } else {
                editor.edited(editor.valueOf(text));
            }
        }
        onEditingFinished: editor.finished()
        Label {
            id: unitLabel
            visible: text !== ""
            anchors { right: parent.right; rightMargin: 10; verticalCenter: parent.verticalCenter }
            text: editor.unit
            tone: "faint"
            font.pixelSize: Theme.fontSmall
        }
    }
    TextBox {
        id: area
        objectName: "area"
        width: parent.width
        visible: editor.multiLine
        invalid: editor.invalid
        mono: editor.mono
        Accessible.name: editor.name
        onTextChanged: if (visible && activeFocus && text !== editor.textOf(editor.value)) editor.edited(text)
        onActiveFocusChanged: if (!activeFocus) editor.finished()
    }
}
