pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Studio
import Saltern.Ui

// The pipeline in front, the engine, and what can be done with both.
Rectangle {
    id: bar

    required property string page
    required property PipelineDocument document
    required property ShellActions actions

    readonly property string mode: document && EngineClient.pipelines.change >= 0
                                   ? EngineClient.pipelines.modeOf(document.name) : ""
    readonly property Player playing: actions.playing !== null && actions.playing.document === document ? actions.playing : null

    implicitHeight: Theme.topBarHeight
    color: Theme.panel

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: 1
        color: Theme.border
    }
    Row {
        id: left
        x: 14
        height: parent.height
        spacing: 12
        Basic.AbstractButton {
            id: logo
            readonly property string tip: qsTr("Menu (F10)")
            anchors.verticalCenter: parent.verticalCenter
            implicitWidth: Math.round(26 * Math.min(Theme.scale, 1.5))
            implicitHeight: implicitWidth
            Accessible.name: qsTr("Menu")
            onClicked: menu.popup(logo, 0, logo.height + 6)
            Keys.onReturnPressed: logo.clicked()
            background: Rectangle {
                radius: 7
                gradient: Gradient {
                    GradientStop { position: 0; color: Theme.func }
                    GradientStop { position: 1; color: Theme.action }
                }
                FocusRing { control: logo; visible: logo.visualFocus }
            }
            contentItem: Label {
                text: "S"
                horizontalAlignment: Text.AlignHCenter
                font.weight: Font.Bold
                color: Theme.onAccent
            }
            AppToolTip {
                visible: logo.hovered
                text: logo.tip
            }
        }
        Label {
            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(implicitWidth, 260)
            text: bar.document && bar.page !== "home" ? (bar.document.name || qsTr("untitled")) : qsTr("Saltern Studio")
            font.weight: Font.DemiBold
        }
        Rectangle {
            objectName: "modifiedDot"
            visible: bar.document !== null && bar.document.modified && bar.page !== "home"
            anchors.verticalCenter: parent.verticalCenter
            width: 6
            height: 6
            radius: 3
            color: Theme.accent
            HoverHandler { id: dotHover }
            AppToolTip {
                visible: dotHover.hovered
                text: qsTr("Not saved yet")
            }
        }
        IconButton {
            objectName: "pipelineSettings"
            visible: bar.document !== null && bar.page === "design"
            anchors.verticalCenter: parent.verticalCenter
            iconName: "settings"
            ink: Theme.textMuted
            tip: qsTr("%1 (%2)").arg(bar.actions.pipeline.title).arg(bar.actions.pipeline.shortcutText)
            onClicked: bar.actions.pipeline.trigger()
        }
        Label {
            visible: bar.document !== null && bar.page !== "home"
            anchors.verticalCenter: parent.verticalCenter
            width: Math.max(0, Math.min(implicitWidth, right.x - x - 24))
            text: !bar.document ? "" : bar.document.readOnly ? qsTr("demo, read-only")
                : bar.document.path.split("/").slice(-2).join("/")
            tone: "muted"
            elide: Text.ElideMiddle
            font.pixelSize: Theme.fontSmall + 1
        }
    }
    Row {
        id: right
        anchors { right: parent.right; rightMargin: 14 }
        height: parent.height
        spacing: 8
        EngineChip { anchors.verticalCenter: parent.verticalCenter }
        HostsChip { anchors.verticalCenter: parent.verticalCenter }
        Item { width: 4; height: 1 }
        Row {
            visible: bar.page === "design" && bar.document !== null
            anchors.verticalCenter: parent.verticalCenter
            spacing: 8
            IconButton {
                framed: true
                iconName: "undo"
                enabled: bar.document !== null && bar.document.canUndo
                tip: enabled ? qsTr("Undo: %1 (Ctrl+Z)").arg(bar.document.undoText) : qsTr("Nothing to undo")
                onClicked: bar.document.undo()
            }
            IconButton {
                framed: true
                iconName: "redo"
                enabled: bar.document !== null && bar.document.canRedo
                tip: enabled ? qsTr("Redo: %1 (Ctrl+Shift+Z)").arg(bar.document.redoText) : qsTr("Nothing to redo")
                onClicked: bar.document.redo()
            }
            ActionButton { command: bar.actions.observe; visible: bar.mode !== "observe" && bar.playing === null }
            ActionButton { command: bar.actions.replay; visible: bar.width > 1180 * Theme.scale }
            AppButton {
                id: exportButton
                text: qsTr("Export")
                tip: qsTr("As the configuration of another system")
                onClicked: bar.actions.exportPipeline.trigger()
            }
            AppButton {
                objectName: "runStop"
                readonly property bool running: bar.mode !== "" || bar.playing !== null
                kind: running ? "danger" : "primary"
                iconName: running ? "stop" : "play"
                text: running ? bar.actions.stop.title : qsTr("Run")
                enabled: running ? bar.actions.stop.enabled : bar.actions.run.enabled
                tip: bar.playing !== null ? qsTr("End it; what it started is removed (Shift+F5)")
                   : running ? qsTr("Cancel what runs; its containers are gone within 2 s (Shift+F5)")
                             : qsTr("Deploy what you see and run it (F5)")
                onClicked: running ? bar.actions.stop.trigger() : bar.actions.run.trigger()
            }
        }
        Row {
            visible: bar.page !== "design" || bar.document === null
            anchors.verticalCenter: parent.verticalCenter
            spacing: 8
            AppButton {
                text: qsTr("Open…")
                onClicked: bar.actions.open.trigger()
            }
            AppButton {
                kind: "primary"
                iconName: "plus"
                text: qsTr("New pipeline")
                onClicked: bar.actions.newPipeline.trigger()
            }
        }
    }
    MainMenu {
        id: menu
        actions: bar.actions
    }
    Connections {
        target: bar.actions.menu
        function onTriggered() { menu.popup(logo, 0, logo.height + 6); }
    }
}
