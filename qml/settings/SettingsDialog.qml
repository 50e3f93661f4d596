import QtQuick
import Saltern.Studio
import Saltern.Ui

// What a person chooses for the studio as a whole. Everything takes effect at once.
AppDialog {
    id: dialog

    property string tab: "looks"

    title: qsTr("Settings")
    acceptText: qsTr("Close")
    rejectText: ""
    acceptKind: "normal"
    width: Math.min(Math.round(640 * Theme.scale), (parent?.width ?? 800) - 48)

    TabStrip {
        id: tabs
        objectName: "settingsTabs"
        height: Math.round(32 * Theme.scale)
        value: dialog.tab
        model: [{ value: "looks", text: qsTr("Appearance") }, { value: "canvas", text: qsTr("Canvas") },
                { value: "keys", text: qsTr("Keyboard") }]
        onChosen: value => dialog.tab = value
    }
    Item {
        width: parent.width
        height: Math.min(Math.round(380 * Theme.scale), (dialog.parent?.height ?? 800) - Math.round(210 * Theme.scale))
        LooksSettings {
            anchors.fill: parent
            visible: dialog.tab === "looks"
        }
        CanvasSettings {
            anchors.fill: parent
            visible: dialog.tab === "canvas"
        }
        KeySettings {
            anchors.fill: parent
            visible: dialog.tab === "keys"
        }
    }
}
