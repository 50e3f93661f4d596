import QtQuick
import Saltern.Studio
import Saltern.Ui

// The node as it stands in the document, or with an empty `node` the whole document. What is typed
// is applied when typing pauses; the rest of the document stays as it is.
Item {
    id: tab

    required property PipelineDocument document
    required property string node
    property int revision: 0
    property string refusal: ""
    readonly property string source: document === null ? "" : (revision, node === "" ? document.yaml() : document.nodeYaml(node))
    readonly property bool pending: pause.running

    function apply() {
        pause.stop();
        const typed = pause.typed;
        if (typed === source)
            return;
        refusal = "";
        if (node === "")
            document.setYaml(typed);
        else
            document.setNodeYaml(node, typed);
    }

    onNodeChanged: pause.stop()
    Connections {
        target: tab.document
        function onEdited() { ++tab.revision; }
        function onRefused(reason) {
            if (editor.activeFocus)
                tab.refusal = reason;
        }
    }
    Timer {
        id: pause
        property string typed: ""
        interval: 500
        onTriggered: tab.apply()
    }
    ProblemMarks {
        id: problems
        document: tab.document
        nodeId: tab.node
    }
    CodeEditor {
        id: editor
        objectName: "yaml"
        anchors { left: parent.left; right: parent.right; top: parent.top; bottom: words.top; margins: 16; bottomMargin: 8 }
        name: qsTr("YAML")
        language: "yaml"
        text: tab.source
        marks: problems.marks
        onEdited: typed => {
            pause.typed = typed;
            pause.restart();
        }
        onActiveFocusChanged: if (!activeFocus && tab.pending) tab.apply()
    }
    Label {
        id: words
        objectName: "yamlRefusal"
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: 16 }
        elide: Text.ElideNone
        wrapMode: Text.Wrap
        color: tab.refusal !== "" ? Theme.danger : Theme.textMuted
        font.pixelSize: Theme.fontSmall
        text: tab.refusal !== "" ? tab.refusal : tab.pending ? qsTr("Applied when you pause…") : ""
    }
}
