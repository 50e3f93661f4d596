import QtQuick
import Saltern.Ui

// Looks for text in the editor above it. Enter finds the next, Shift+Enter the previous one.
Rectangle {
    id: bar

    property bool open: false
    property alias text: field.text
    property int count: 0
    signal found(bool backward)
    signal closed()

    function begin(words: string) {
        if (words !== "" && words.indexOf("\u2029") < 0)
            field.text = words;
        field.forceActiveFocus();
        field.selectAll();
    }
    function close() {
        open = false;
        closed();
    }

    visible: open
    height: Theme.controlHeight + 8
    color: Theme.raised

    Rectangle { width: parent.width; height: 1; color: Theme.border }
    AppTextField {
        id: field
        anchors { left: parent.left; leftMargin: 6; right: tally.left; rightMargin: 8; verticalCenter: parent.verticalCenter }
        placeholderText: qsTr("Find")
        invalid: text !== "" && bar.count === 0
        Keys.onPressed: event => {
            if (event.key === Qt.Key_Return || event.key === Qt.Key_Enter || event.key === Qt.Key_F3)
                bar.found((event.modifiers & Qt.ShiftModifier) !== 0);
            else if (event.key === Qt.Key_Escape)
                bar.close();
            else
                return;
            event.accepted = true;
        }
    }
    Label {
        id: tally
        anchors { right: previous.left; rightMargin: 4; verticalCenter: parent.verticalCenter }
        text: field.text === "" ? "" : bar.count === 0 ? qsTr("none") : String(bar.count)
        tone: "muted"
        font.pixelSize: Theme.fontSmall
    }
    IconButton {
        id: previous
        anchors { right: next.left; verticalCenter: parent.verticalCenter }
        iconName: "chevron-left"
        tip: qsTr("Previous (Shift+Enter)")
        enabled: bar.count > 0
        onClicked: bar.found(true)
    }
    IconButton {
        id: next
        anchors { right: shut.left; verticalCenter: parent.verticalCenter }
        iconName: "chevron-right"
        tip: qsTr("Next (Enter)")
        enabled: bar.count > 0
        onClicked: bar.found(false)
    }
    IconButton {
        id: shut
        anchors { right: parent.right; rightMargin: 4; verticalCenter: parent.verticalCenter }
        iconName: "close"
        tip: qsTr("Close (Escape)")
        onClicked: bar.close()
    }
}
