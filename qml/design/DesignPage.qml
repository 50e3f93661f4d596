import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Studio
import Saltern.Ui

// The canvas with what runs drawn over it, and the drawer below.
Item {
    id: page

    required property var shell
    readonly property PipelineDocument document: shell.document

    EmptyState {
        visible: page.document === null
        anchors.fill: parent
        iconName: "design"
        title: qsTr("No pipeline is open")
        text: qsTr("Draw a new one, open a file, or look at a demo: an event comes in on the left, what follows from it stands on the right.")
        actionText: qsTr("New pipeline")
        onActed: page.shell.actions.newPipeline.trigger()
    }
    AppSplitter {
        visible: page.document !== null
        anchors.fill: parent
        orientation: Qt.Vertical
        Item {
            Basic.SplitView.fillHeight: true
            Basic.SplitView.minimumHeight: 160
            Loader {
                id: canvas
                anchors.fill: parent
                focus: true
                source: "DesignScreen.qml"
            }
            Binding {
                target: canvas.item
                property: "runFacts"
                value: LiveRuns.overlay(page.document)
            }
        }
        Drawer {
            Basic.SplitView.preferredHeight: Math.round(240 * Theme.scale)
            Basic.SplitView.minimumHeight: Math.round(37 * Theme.scale)
            shell: page.shell
        }
    }
}
