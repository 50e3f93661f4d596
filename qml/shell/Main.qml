pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Studio
import Saltern.Ui

// The window: bars around one screen. A screen is one row of `screens` and one QML file.
Basic.ApplicationWindow {
    id: window

    property string startPage: ""
    property string startDemo: ""
    property list<string> startFiles: []

    property string page: startPage !== "" ? startPage : "home"

    readonly property var screens: [
        { id: "home", title: qsTr("Home"), icon: "home", shortcut: "Ctrl+Shift+1", url: "../home/HomeScreen.qml" },
        { id: "design", title: qsTr("Design"), icon: "design", shortcut: "Ctrl+Shift+2", url: "../design/DesignScreen.qml" },
        { id: "runs", title: qsTr("Runs"), icon: "runs", shortcut: "Ctrl+Shift+3", url: "../runs/RunsScreen.qml" },
        { id: "events", title: qsTr("Events"), icon: "events", shortcut: "Ctrl+Shift+4", url: "../events/EventsScreen.qml" },
        { id: "hosts", title: qsTr("Hosts"), icon: "hosts", shortcut: "Ctrl+Shift+5", url: "../hosts/HostsScreen.qml" },
        { id: "functions", title: qsTr("Functions"), icon: "functions", shortcut: "Ctrl+Shift+6", url: "../functions/FunctionsScreen.qml" }
    ]

    width: 1440
    height: 900
    minimumWidth: 960
    minimumHeight: 600
    visible: true
    color: Theme.window
    title: qsTr("Saltern Studio")
    font.family: Theme.family
    font.pixelSize: Theme.fontNormal

    Instantiator {
        model: window.screens
        delegate: Shortcut {
            required property var modelData
            sequence: modelData.shortcut
            onActivated: window.page = modelData.id
        }
    }

    ActionShortcuts {}

    NavigationRail {
        id: rail
        anchors { left: parent.left; top: parent.top; bottom: parent.bottom }
        screens: window.screens
        current: window.page
        onChosen: id => window.page = id
    }
}
