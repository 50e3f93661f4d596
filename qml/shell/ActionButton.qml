import QtQuick
import Saltern.Studio
import Saltern.Ui

// A button for an action of the registry.
AppButton {
    required property StudioAction command

    text: command.title
    enabled: command.enabled
    tip: command.shortcutText
    onClicked: command.trigger()
}
