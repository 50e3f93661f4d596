import QtQuick
import Saltern.Studio
import Saltern.Ui

// How large the canvas is drawn, and what brings it into view.
Row {
    id: bar

    required property CanvasView canvas

    spacing: 6

    component Chip: AppButton {
        required property string actionId
        property StudioAction entry: null

        leftPadding: 10
        rightPadding: 10
        implicitHeight: Math.round(28 * Theme.scale)
        focusPolicy: Qt.TabFocus
        tip: entry ? (entry.shortcutText !== "" ? qsTr("%1 (%2)").arg(entry.title).arg(entry.shortcutText)
                                                  : entry.title) : ""
        Accessible.name: tip
        // The actions of the canvas come after what it is made of.
        Component.onCompleted: entry = ActionRegistry.action(actionId)
        onClicked: ActionRegistry.trigger(actionId)
    }

    Chip { text: "−"; actionId: "canvas.zoomOut" }
    Chip {
        text: qsTr("%1 %").arg(Math.round(bar.canvas.shownZoom * 100))
        actionId: "canvas.zoomReset"
        Accessible.name: qsTr("Zoom %1 percent; press for 100").arg(Math.round(bar.canvas.shownZoom * 100))
    }
    Chip { text: "+"; actionId: "canvas.zoomIn" }
    Chip { text: qsTr("Fit"); actionId: "canvas.fitAll" }
    Chip { text: qsTr("Tidy"); actionId: "canvas.tidy" }
}
