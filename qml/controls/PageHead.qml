import QtQuick
import Saltern.Ui

// The head of a screen: what it is, with what can be done on it beside that, or below where there is
// no room.
Item {
    id: head

    property alias title: heading.title
    property alias subtitle: heading.subtitle
    property real side: 24
    default property alias actions: row.data

    readonly property real room: width - 2 * side
    readonly property bool narrow: row.natural > 0 && room - row.natural < 340 * Theme.scale

    implicitHeight: (narrow ? row.y + row.height : Math.max(heading.y + heading.height, Math.round(72 * Theme.scale))) + 20

    PageHeading {
        id: heading
        x: head.side
        y: 20
        maximumWidth: head.narrow || row.natural === 0 ? head.room : head.room - row.natural - 24
    }
    Flow {
        id: row
        readonly property real natural: {
            let sum = 0;
            for (let i = 0; i < children.length; ++i)
                sum += children[i].visible ? children[i].width + spacing : 0;
            return Math.max(0, sum - spacing);
        }
        x: head.narrow ? head.side : head.width - head.side - width
        y: head.narrow ? heading.y + heading.height + 12 : heading.y + Math.max(0, (heading.height - height) / 2)
        width: Math.min(natural, head.room)
        spacing: 8
    }
}
