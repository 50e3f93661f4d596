pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import QtQuick.Templates as T
import Saltern.Ui

// A list to choose from by typing. `chosen` hands the item's value over.
Basic.Popup {
    id: popup

    property string title: ""
    property var items: []
    readonly property var shown: items.filter(item => (item.text + " " + item.detail).toLowerCase().indexOf(search.text.toLowerCase()) >= 0)
    signal chosen(var value)

    function openFor(words: string, choices: var) {
        title = words;
        items = choices;
        search.clear();
        open();
        search.forceActiveFocus();
    }
    function take(row: int) {
        if (row < 0 || row >= shown.length)
            return;
        const value = shown[row].value;
        close();
        chosen(value);
    }

    PopupName { popup: popup; value: popup.title }

    parent: T.Overlay.overlay
    anchors.centerIn: parent
    width: 420
    height: Math.min(440, head.height + search.height + Math.max(1, shown.length) * Theme.controlHeight + 48)
    padding: 12
    modal: true
    focus: true
    background: Rectangle {
        color: Theme.panel
        border.color: Theme.borderStrong
        radius: Theme.radius + 2
    }

    Label {
        id: head
        width: parent.width
        text: popup.title
        font.weight: Font.DemiBold
    }
    AppTextField {
        id: search
        objectName: "choiceSearch"
        anchors { left: parent.left; right: parent.right; top: head.bottom; topMargin: 8 }
        placeholderText: qsTr("Type to filter")
        Keys.onDownPressed: list.currentIndex = Math.min(list.currentIndex + 1, list.count - 1)
        Keys.onUpPressed: list.currentIndex = Math.max(list.currentIndex - 1, 0)
        Keys.onReturnPressed: popup.take(list.currentIndex)
        onTextChanged: list.currentIndex = 0
    }
    ListView {
        id: list
        anchors { left: parent.left; right: parent.right; top: search.bottom; topMargin: 8; bottom: parent.bottom }
        clip: true
        model: popup.shown
        boundsBehavior: Flickable.StopAtBounds
        Basic.ScrollBar.vertical: AppScrollBar {}
        delegate: Rectangle {
            id: row
            required property var modelData
            required property int index
            width: list.width
            height: Theme.controlHeight
            radius: Theme.radiusSmall
            color: list.currentIndex === index ? Theme.chosen : hover.hovered ? Theme.hover : "transparent"
            Accessible.role: Accessible.ListItem
            Accessible.name: modelData.text
            Label {
                id: words
                anchors { left: parent.left; leftMargin: 10; verticalCenter: parent.verticalCenter }
                text: row.modelData.text
            }
            Label {
                anchors { left: words.right; leftMargin: 12; right: parent.right; rightMargin: 10; verticalCenter: parent.verticalCenter }
                text: row.modelData.detail
                tone: "faint"
                font.pixelSize: Theme.fontSmall
            }
            HoverHandler { id: hover }
            TapHandler { onTapped: popup.take(row.index) }
        }
        Label {
            visible: list.count === 0
            height: Theme.controlHeight
            leftPadding: 10
            tone: "muted"
            text: qsTr("Nothing can be chosen here.")
        }
    }
}
