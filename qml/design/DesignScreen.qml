import QtQuick
import Saltern.Studio
import Saltern.Ui

// Where a pipeline is drawn.
FocusScope {
    id: screen

    property PipelineDocument document: Workspace.current
    property RunFacts runFacts: null
    readonly property alias canvas: canvas

    PipelineCanvas {
        id: canvas
        anchors.fill: parent
        focus: true
        document: screen.document
        runFacts: screen.runFacts
    }
}
