import QtQuick
import Saltern.Ui

// The outline of what has the keyboard, drawn around its parent.
Rectangle {
    property Item control: parent as Item

    anchors.fill: parent
    anchors.margins: -3
    visible: control !== null && control.activeFocus
    color: "transparent"
    radius: Theme.radius + 2
    border.width: 2
    border.color: Theme.accent
}
