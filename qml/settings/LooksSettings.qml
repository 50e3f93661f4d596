import QtQuick
import Saltern.Studio
import Saltern.Ui

// How the studio looks.
Column {
    spacing: 20
    topPadding: 8

    SettingLine {
        title: qsTr("Theme")
        help: qsTr("System follows the desktop.")
        SegmentedControl {
            objectName: "themeChoice"
            name: qsTr("Theme")
            value: Preferences.theme
            model: [{ value: "system", text: qsTr("System") }, { value: "dark", text: qsTr("Dark") }, { value: "light", text: qsTr("Light") }]
            onChosen: value => Preferences.theme = value
        }
    }
    SettingLine {
        title: qsTr("Size of text")
        help: qsTr("Everything grows with it. The canvas has a zoom of its own.")
        SegmentedControl {
            objectName: "textSizeChoice"
            name: qsTr("Size of text")
            value: Math.round(Preferences.fontScale * 100)
            model: [{ value: 100, text: "100 %" }, { value: 125, text: "125 %" }, { value: 150, text: "150 %" },
                    { value: 175, text: "175 %" }, { value: 200, text: "200 %" }]
            onChosen: value => Preferences.fontScale = value / 100
        }
    }
    SettingLine {
        title: qsTr("Less motion")
        help: qsTr("Nothing slides or fades, and events do not travel along the wires: their numbers count up instead.")
        AppSwitch {
            objectName: "lessMotion"
            Accessible.name: qsTr("Less motion")
            checked: Preferences.reducedMotion
            onToggled: Preferences.reducedMotion = checked
        }
    }
}
