import QtQuick
import Saltern.Ui

// One kind of node. It can be dragged; the canvas reads its kind from the drag.
Item {
    id: item

    required property int index
    required property string kind
    required property string category
    required property string title
    required property string summary
    property bool current: false
    signal addRequested()
    signal pressed()

    height: Math.round(30 * Theme.scale)
    Accessible.role: Accessible.ListItem
    Accessible.name: title
    Accessible.description: summary
    Accessible.onPressAction: addRequested()

    Rectangle {
        anchors { fill: parent; leftMargin: 8; rightMargin: 8; topMargin: 1; bottomMargin: 1 }
        radius: Theme.radiusSmall + 1
        color: press.pressed ? Theme.pressed : hover.hovered || drag.active ? Theme.hover : "transparent"
        border.width: item.current ? 2 : 0
        border.color: Theme.accent
    }
    Rectangle {
        id: bar
        x: 20
        anchors.verticalCenter: parent.verticalCenter
        width: 8
        height: 16
        radius: 3
        color: Theme.category(item.category)
    }
    Label {
        anchors { left: bar.right; leftMargin: 9; right: parent.right; rightMargin: 12; verticalCenter: parent.verticalCenter }
        text: item.title
    }
    HoverHandler {
        id: hover
        cursorShape: Qt.OpenHandCursor
    }
    TapHandler {
        id: press
        onPressedChanged: if (pressed) item.pressed()
        // Keeps out of the way of a drag, also of one that has not left the item yet.
        gesturePolicy: TapHandler.DragThreshold
        onTapped: {
            if (second.running)
                item.addRequested();
            second.running = !second.running;
        }
    }
    Timer {
        id: second
        interval: Application.styleHints.mouseDoubleClickInterval
    }
    DragSource {
        id: drag
        list: item.ListView.view
        thingAt: () => ({ formats: { "application/x-saltern-kind": item.kind }, title: item.title, color: Theme.category(item.category) })
    }

    AppToolTip {
        visible: hover.hovered && !drag.active
        text: item.summary
        x: item.width - 8
        y: 0
    }
}
