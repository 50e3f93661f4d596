import QtQuick
import Saltern.Ui

// Inline code or JSON in a small editor of its own.
CodeEditor {
    id: editor

    property var value
    property string placeholder: ""
    property bool invalid: false
    signal finished()

    readonly property bool json: language === "json"
    property string problem: ""
    signal valueEdited(var value)

    function textOf(content: var): string {
        if (content === undefined || content === null)
            return "";
        return json ? JSON.stringify(content, null, 2) : String(content);
    }
    function take(text: string) {
        if (!json) {
            valueEdited(text === "" ? undefined : text);
            return;
        }
        try {
            const parsed = text.trim() === "" ? undefined : JSON.parse(text);
            problem = "";
            if (JSON.stringify(parsed) !== JSON.stringify(value))
                valueEdited(parsed);
        } catch (error) {
            problem = qsTr("This is no JSON yet: %1").arg(error.message);
        }
    }
    function show() {
        // While somebody types JSON, their spacing stays.
        if (json && !activeFocus || !json)
            text = textOf(value);
    }

    implicitHeight: Math.min(Math.max(contentHeight + 4, 4 * lineHeight), 16 * lineHeight)
    numbers: lineCount > 3
    onValueChanged: show()
    Component.onCompleted: show()
    onEdited: text => take(text)
    onActiveFocusChanged: if (!activeFocus) finished()
}
