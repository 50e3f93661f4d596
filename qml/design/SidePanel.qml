import QtQuick
import Saltern.Studio
import Saltern.Ui

// Left of the canvas: the kinds of nodes that can be added, or the pipeline as an outline.
Rectangle {
    id: side

    required property PipelineDocument document
    property bool outlined: false
    property alias dropPoint: palette.dropPoint
    signal added(string id)
    signal inspectorRequested(string node)
    signal chosen(bool outlined)

    function takeFocus(): void {
        if (outlined)
            outline.takeFocus();
        else
            palette.focusSearch();
    }

    implicitWidth: outlined ? outline.implicitWidth : palette.implicitWidth
    color: Theme.panel

    Shortcut {
        sequence: "/"
        enabled: side.visible && side.outlined
        onActivated: {
            side.chosen(false);
            palette.focusSearch();
        }
    }
    TabStrip {
        id: tabs
        objectName: "sideTabs"
        x: 14
        height: Math.round(36 * Theme.scale)
        value: side.outlined
        model: [{ value: false, text: qsTr("Nodes") }, { value: true, text: qsTr("Outline") }]
        onChosen: value => side.chosen(value)
    }
    Rectangle {
        anchors { left: parent.left; right: parent.right; bottom: tabs.bottom }
        height: 1
        color: Theme.border
    }
    PalettePanel {
        id: palette
        objectName: "palette"
        anchors { left: parent.left; right: parent.right; top: tabs.bottom; bottom: parent.bottom }
        visible: !side.outlined
        document: side.document
        room: side.parent?.width ?? 0
        onAdded: id => side.added(id)
    }
    OutlinePanel {
        id: outline
        objectName: "outlinePanel"
        anchors { left: parent.left; right: parent.right; top: tabs.bottom; bottom: parent.bottom }
        visible: side.outlined
        document: side.outlined ? side.document : null
        onInspectorRequested: node => side.inspectorRequested(node)
    }
    Rectangle {
        anchors.right: parent.right
        width: 1
        height: parent.height
        color: Theme.border
    }
}
