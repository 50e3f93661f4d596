pragma ComponentBehavior: Bound
import QtQuick
import Saltern.Studio

// The keys of the actions that work everywhere in the window. A shortcut belongs to the window of
// the item that it is in, hence the items.
Item {
    Repeater {
        model: ActionRegistry
        Item {
            id: slot

            required property StudioAction action

            Shortcut {
                sequences: slot.action.scope === "window" ? slot.action.shortcuts : []
                enabled: slot.action.enabled && slot.action.scope === "window"
                onActivated: slot.action.trigger()
            }
        }
    }
}
