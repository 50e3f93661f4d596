pragma ComponentBehavior: Bound
import QtQuick
import Saltern.Ui

// Makes what it fills something that can be dragged to another place of the window. `thingAt`: from
// where the mouse was pressed to {formats, title, color}, or null when nothing is there.
Item {
    id: source

    required property var thingAt
    /// The list that it lies in: the wheel moves that, the mouse drags what is in it.
    property Flickable list: null
    readonly property alias active: carrier.active

    anchors.fill: parent

    PointHandler {
        id: press
        acceptedButtons: Qt.LeftButton
    }
    // Or else a list that is longer than its place takes the mouse for itself.
    Binding {
        when: source.list !== null && press.active
        target: source.list
        property: "interactive"
        value: false
    }
    DragHandler {
        id: handler
        target: null
        acceptedButtons: Qt.LeftButton
        onActiveChanged: {
            if (!active)
                return;
            const thing = source.thingAt(centroid.pressPosition);
            if (thing === null)
                return;
            title.text = thing.title;
            bar.color = thing.color;
            carrier.begin(thing.formats, centroid.scenePosition);
        }
    }
    DragCarrier {
        id: carrier
        Rectangle {
            x: 10
            y: 8
            width: Math.min(title.implicitWidth, Math.round(240 * Theme.scale)) + 36
            height: Math.round(30 * Theme.scale)
            radius: Theme.radiusSmall + 1
            color: Theme.raised
            border.color: carrier.welcome ? Theme.accent : Theme.borderStrong
            opacity: carrier.welcome ? 1 : 0.75
            Rectangle {
                id: bar
                x: 10
                anchors.verticalCenter: parent.verticalCenter
                width: 8
                height: 16
                radius: 3
            }
            Label {
                id: title
                x: 26
                width: parent.width - x - 10
                height: parent.height
            }
        }
    }
}
