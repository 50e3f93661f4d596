import QtQuick
import Saltern.Studio
import Saltern.Ui

// The code of a function or transform: inline, or in a file beside the document.
Item {
    id: tab

    required property PipelineDocument document
    required property string node
    property var result: null // {text, log, milliseconds, error}
    signal testRequested()

    property int revision: 0
    readonly property string inlineCode: read("/code")
    readonly property string path: read("/handler") || read("/file")
    readonly property HandlerFile file: document !== null && node !== "" && path !== "" ? document.handlerFile(path) : null
    readonly property bool isTransform: node !== "" && document !== null && (revision, document.kindOf(node)).startsWith("transform")

    function read(pointer: string): string {
        return document === null || node === "" ? "" : String((revision, document.parameter(node, pointer)) ?? "");
    }
    function languageOf(): string {
        if (path !== "")
            return highlighting.languageOf(path, file === null ? "" : file.text);
        const runtime = read("/runtime");
        return isTransform || runtime === "node" ? "javascript" : runtime === "shell" ? "shell" : "python";
    }
    function take(text: string) {
        if (file !== null)
            file.text = text;
        else if (text !== inlineCode)
            document.setParameter([node], "/code", text);
    }

    Connections {
        target: tab.document
        function onEdited() { ++tab.revision; }
    }
    SyntaxHighlighter { id: highlighting }

    Label {
        id: name
        anchors { left: parent.left; leftMargin: 16; right: parent.right; rightMargin: 16; top: parent.top; topMargin: 12 }
        mono: true
        tone: "muted"
        font.pixelSize: Theme.fontSmall
        elide: Text.ElideMiddle
        text: tab.file !== null ? tab.path + (tab.file.modified ? " •" : "") : qsTr("inline code")
    }
    CodeEditor {
        id: editor
        objectName: "code"
        anchors { left: parent.left; leftMargin: 16; right: parent.right; rightMargin: 16; top: name.bottom; topMargin: 8; bottom: foot.top; bottomMargin: 12 }
        name: tab.file !== null ? tab.path : qsTr("Code")
        text: tab.file !== null ? tab.file.text : tab.inlineCode
        language: tab.languageOf()
        onEdited: text => tab.take(text)
        onActiveFocusChanged: if (!activeFocus && tab.document !== null) tab.document.endTyping()
    }
    Column {
        id: foot
        anchors { left: parent.left; leftMargin: 16; right: parent.right; rightMargin: 16; bottom: parent.bottom; bottomMargin: 16 }
        spacing: 8
        Label {
            visible: tab.file !== null && tab.file.error !== ""
            width: parent.width
            wrapMode: Text.Wrap
            color: Theme.danger
            text: tab.file === null ? "" : tab.file.error
        }
        Label {
            visible: tab.result !== null && tab.result !== undefined
            text: qsTr("Last result")
            tone: "muted"
            font.pixelSize: Theme.fontSmall + 1
        }
        Rectangle {
            visible: tab.result !== null && tab.result !== undefined
            width: parent.width
            height: Math.min(outcome.implicitHeight + 16, 180)
            radius: Theme.radiusSmall + 1
            color: Theme.field
            border.color: tab.result?.error ? Theme.danger : Theme.border
            clip: true
            Label {
                id: outcome
                objectName: "testResult"
                anchors { left: parent.left; right: parent.right; top: parent.top; margins: 8 }
                mono: true
                wrapMode: Text.WrapAnywhere
                font.pixelSize: Theme.fontSmall
                color: tab.result?.error ? Theme.danger : Theme.text
                text: [tab.result?.error || tab.result?.text || "", tab.result?.log ?? "",
                       tab.result?.milliseconds === undefined ? "" : qsTr("%1 ms").arg(tab.result.milliseconds)].filter(part => part !== "").join("\n")
            }
        }
        AppButton {
            objectName: "test"
            iconName: "play"
            text: qsTr("Test with last event")
            onClicked: tab.testRequested()
        }
    }
}
