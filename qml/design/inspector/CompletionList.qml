pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Ui

// What may come next, below a field that keeps the keyboard.
Basic.Popup {
    id: popup

    required property Item anchorItem
    required property var items
    signal chosen(var item)
    signal dismissed()

    function pressed(key: int): bool {
        switch (key) {
        case Qt.Key_Down:
            view.currentIndex = Math.min(view.currentIndex + 1, items.length - 1);
            return true;
        case Qt.Key_Up:
            view.currentIndex = Math.max(view.currentIndex - 1, 0);
            return true;
        case Qt.Key_Return:
        case Qt.Key_Enter:
        case Qt.Key_Tab:
            chosen(items[Math.max(0, view.currentIndex)]);
            return true;
        case Qt.Key_Escape:
            dismissed();
            return true;
        }
        return false;
    }

    y: anchorItem.height + 2
    width: Math.max(anchorItem.width, 260)
    height: Math.min(view.contentHeight + 2, 8 * Theme.controlHeight)
    padding: 1
    margins: 4
    visible: items.length > 0
    focus: false
    closePolicy: Basic.Popup.NoAutoClose
    onItemsChanged: view.currentIndex = 0

    ListView {
        id: view
        anchors.fill: parent
        clip: true
        model: popup.items
        boundsBehavior: Flickable.StopAtBounds
        Basic.ScrollBar.vertical: AppScrollBar {}
        delegate: Rectangle {
            id: row
            required property var modelData
            required property int index

            width: view.width
            height: Math.round(26 * Theme.scale)
            color: view.currentIndex === index ? Theme.chosen : hover.hovered ? Theme.hover : "transparent"
            Accessible.role: Accessible.ListItem
            Accessible.name: modelData.text

            Label {
                id: words
                anchors { left: parent.left; leftMargin: 10; verticalCenter: parent.verticalCenter }
                width: Math.min(implicitWidth, row.width - 20)
                mono: true
                elide: Text.ElideLeft
                text: row.modelData.text
            }
            Label {
                anchors { left: words.right; leftMargin: 12; right: parent.right; rightMargin: 10; verticalCenter: parent.verticalCenter }
                horizontalAlignment: Text.AlignRight
                mono: true
                tone: "faint"
                font.pixelSize: Theme.fontSmall
                text: row.modelData.detail ?? ""
            }
            HoverHandler { id: hover }
            TapHandler { onTapped: popup.chosen(row.modelData) }
        }
    }
    background: Rectangle {
        color: Theme.panel
        border.color: Theme.borderStrong
        radius: Theme.radiusSmall
    }
}
