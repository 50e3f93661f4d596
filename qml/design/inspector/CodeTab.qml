import QtQuick
import Saltern.Studio
import Saltern.Ui

// The code of a function or transform: inline, or in a file beside the document.
Item {
    id: tab

    required property PipelineDocument document
    required property string node
    property var result: null // {text, log, milliseconds, error}
    property var failure: ({}) // {step, text} of the last step, when it failed
    property bool isExample: false // nothing has arrived yet to test with
    signal testRequested()

    property int revision: 0
    readonly property string inlineCode: read("/code")
    readonly property string path: read("/handler") || read("/file")
    readonly property HandlerFile file: document !== null && node !== "" && path !== "" ? document.handlerFile(path) : null
    readonly property bool isTransform: node !== "" && document !== null && (revision, document.kindOf(node)).startsWith("transform")

    // What failed last, a test or a run, marks its line until somebody types.
    property string edited: "" // the failure that has been worked on since
    readonly property string failed: result?.error ? result.error + "\n" + (result.log ?? "") : failure?.text ?? ""
    readonly property var marks: failed === "" || failed === edited ? []
                               : FailurePlace.marks(failed, path.split("/").pop())

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
        edited = failed;
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
        marks: tab.marks
        onEdited: text => tab.take(text)
        onActiveFocusChanged: if (!activeFocus && tab.document !== null) tab.document.endTyping()
    }
    onMarksChanged: if (marks.length > 0) editor.reveal(marks[0].line)
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
        TestPart {
            width: parent.width
            result: tab.result
            sentence: tab.marks.length === 0 ? "" : qsTr("Line %1: %2").arg(tab.marks[0].line).arg(tab.marks[0].message)
            isExample: tab.isExample
            onTestRequested: tab.testRequested()
        }
    }
}
