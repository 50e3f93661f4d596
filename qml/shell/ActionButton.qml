import QtQuick
import Saltern.Studio
import Saltern.Ui

// A button for an action of the registry.
AppButton {
    required property StudioAction action

    text: action.title
    enabled: action.enabled
    tip: action.shortcutText
    onClicked: action.trigger()
}
