import QtQuick
import Saltern.Ui

// An event as JSON. With `other`, lines that `other` does not have stand out.
Item {
    id: tab

    property var event: null
    property var other: null
    property string explanation: ""
    readonly property string text: event ? JSON.stringify(event, null, 2) : ""
    readonly property bool comparable: other !== null && other !== undefined && text !== ""
    property bool comparing: false

    function changedLines(): var {
        if (!comparable || !comparing)
            return [];
        const before = JSON.stringify(other, null, 2).split("\n").map(line => line.replace(/,$/, ""));
        return text.split("\n").map((line, i) => ({ line: line.replace(/,$/, ""), number: i + 1 }))
                   .filter(each => before.indexOf(each.line) < 0).map(each => ({ first: each.number, last: each.number }));
    }

    Label {
        id: words
        anchors { left: parent.left; leftMargin: 16; right: parent.right; rightMargin: 16; top: parent.top; topMargin: text !== "" ? 12 : 0 }
        visible: text !== ""
        elide: Text.ElideNone
        wrapMode: Text.Wrap
        tone: "muted"
        text: tab.explanation
    }
    AppSwitch {
        id: compare
        visible: tab.comparable
        anchors { left: parent.left; leftMargin: 16; top: words.bottom; topMargin: 12 }
        height: visible ? implicitHeight : 0
        text: qsTr("Mark what is not in the input")
        checked: tab.comparing
        onToggled: tab.comparing = checked
    }
    CodeEditor {
        visible: tab.text !== ""
        anchors { left: parent.left; right: parent.right; top: compare.bottom; bottom: parent.bottom; margins: 16; topMargin: 12 }
        objectName: "eventText"
        name: qsTr("Event")
        readOnly: true
        numbers: false
        language: "json"
        text: tab.text
        spans: tab.changedLines()
    }
}
