import QtQuick
import Saltern.Ui

// One of resources/icons in a colour of the theme.
Image {
    id: icon

    required property string name
    property color color: Theme.text
    property int size: Math.round(18 * Theme.scale)

    width: size
    height: size
    sourceSize.width: size
    sourceSize.height: size
    source: name === "" ? "" : "image://icon/" + name + "/" + String(color).slice(-6)
    asynchronous: false
}
