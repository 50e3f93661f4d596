import QtQuick
import QtQuick.Templates as T
import Saltern.Ui

// What a screen reader calls a popup: in Qt 6.4 only the item behind it can have a name.
Binding {
    required property T.Popup popup

    target: popup.contentItem.parent
    property: "Accessible.name"
}
