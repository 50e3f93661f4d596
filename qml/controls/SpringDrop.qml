import QtQuick

// Over a button: what is dragged and rests here presses it, so that a drag can go on elsewhere.
DropArea {
    id: spring

    signal sprung()

    anchors.fill: parent
    onEntered: rest.restart()
    onExited: rest.stop()
    onDropped: drop => {
        rest.stop();
        drop.accepted = false;
    }
    Timer {
        id: rest
        interval: 500
        onTriggered: spring.sprung()
    }
}
