pragma ComponentBehavior: Bound
import QtQuick
import QtQml.Models
import Saltern.Studio

// The shortcuts of every action that works in the whole window.
Instantiator {
    model: ActionRegistry
    delegate: Shortcut {
        required property StudioAction action
        required property string scope
        required property list<string> shortcuts

        sequences: shortcuts
        enabled: scope === "window" && action !== null && action.enabled
        onActivated: action.trigger()
    }
}
