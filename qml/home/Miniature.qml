import QtQuick
import Saltern.Studio
import Saltern.Ui

// A pipeline without words, in the canvas's colours.
Rectangle {
    property alias text: picture.text
    property alias layoutText: picture.layoutText

    color: Theme.canvas
    radius: Theme.radius - 1
    border.color: Theme.border

    PipelineMiniature {
        id: picture
        anchors { fill: parent; margins: 1 }
        nodeColor: Theme.node
        borderColor: Theme.borderStrong
        dotColor: Theme.canvasDot
        triggerColor: Theme.trigger
        logicColor: Theme.logic
        functionColor: Theme.func
        actionColor: Theme.action
    }
}
