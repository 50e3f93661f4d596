import QtQuick
import Saltern.Ui

// A cron expression with the next times in words.
Column {
    id: editor

    property var value
    property string placeholder: ""
    property string name: ""
    property bool invalid: false
    property string timeZone: ""
    readonly property var times: FieldPreview.cronTimes(String(value ?? ""), timeZone)
    signal edited(var value)
    signal finished()

    spacing: 4
    TextValue {
        width: parent.width
        value: editor.value
        placeholder: editor.placeholder !== "" ? editor.placeholder : "0 * * * *"
        name: editor.name
        invalid: editor.invalid
        mono: true
        onEdited: value => editor.edited(value)
        onFinished: editor.finished()
    }
    Label {
        objectName: "cronTimes"
        width: parent.width
        visible: text !== ""
        wrapMode: Text.Wrap
        tone: "muted"
        font.pixelSize: Theme.fontSmall
        text: editor.times.length === 0 ? "" : qsTr("Next: %1").arg(editor.times.join(", "))
    }
}
