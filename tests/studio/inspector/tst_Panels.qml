import QtQuick
import QtTest
import Saltern.Studio
import Saltern.Ui

TestCase {
    id: test
    name: "Panels"
    when: windowShown
    width: 1200
    height: 800
    visible: true

    readonly property string pipeline: "saltern: 1
pipeline: shop
nodes:
  died: { kind: docker.event@1 }
  only: { kind: filter@1, match: { type: [a] } }
  say: { kind: log@1, message: a }
wires: [ died -> only ]
"
    Component { id: outlineComponent; OutlinePanel { width: 280; height: 500 } }
    Component { id: problemsComponent; ProblemsPanel { width: 800; height: 200 } }
    Component { id: exportComponent; ExportDialog {} }
    Component { id: editorComponent; CodeEditor { width: 400; height: 200 } }
    SignalSpy { id: spy }

    function init() {
        failOnWarning(/.?/);
        spy.target = null;
    }
    function document(text) {
        const made = Workspace.newPipeline();
        verify(made.setYaml(text ?? pipeline));
        return made;
    }
    function outline() {
        const made = document();
        const panel = createTemporaryObject(outlineComponent, test, { document: made, selection: made.selection });
        findChild(panel, "outline").forceActiveFocus();
        return panel;
    }
    function titles(panel) {
        const list = findChild(panel, "outline");
        const all = [];
        for (let i = 0; i < list.count; ++i)
            all.push(list.itemAtIndex(i).title);
        return all;
    }

    function test_c95_outlineSaysTheGraph() {
        const panel = outline();
        compare(titles(panel), ["died", "out → only", "only", "say"]);
    }
    function test_c95_outlineEditsByKeyboard() {
        const panel = outline();
        const list = findChild(panel, "outline");
        compare(list.currentIndex, 0);
        keyClick(Qt.Key_Down);
        compare(panel.selection.wires.length, 1);
        keyClick(Qt.Key_Delete);
        compare(panel.document.wireCount, 0);
        tryCompare(list, "count", 3);
        // Connect again: the only choice from "died" that holds "only".
        tryCompare(list, "currentIndex", 0);
        keyClick(Qt.Key_C);
        for (const letter of "only")
            keyClick(letter);
        keyClick(Qt.Key_Return);
        compare(panel.document.wireCount, 1);
        tryVerify(() => list.activeFocus);
        list.currentIndex = 3;
        keyClick(Qt.Key_D);
        compare(list.currentItem.disabled, "stop");
        keyClick(Qt.Key_F2, Qt.ShiftModifier);
        for (const letter of "tell")
            keyClick(letter);
        keyClick(Qt.Key_Return);
        verify(panel.document.hasNode("tell"));
        tryVerify(() => panel.node === "tell");
        keyClick(Qt.Key_Insert);
        for (const letter of "emit")
            keyClick(letter);
        keyClick(Qt.Key_Return);
        compare(panel.document.nodeCount, 4);
        spy.signalName = "inspectorRequested";
        spy.target = panel;
        spy.clear();
        keyClick(Qt.Key_Return);
        compare(spy.count, 1);
        for (let i = 0; i < 5; ++i)
            panel.document.undo();
        compare(panel.document.yaml(), pipeline);
    }
    function test_c95_outlineMovesInTheFile() {
        const panel = outline();
        const list = findChild(panel, "outline");
        keyClick(Qt.Key_Down, Qt.AltModifier);
        tryVerify(() => titles(panel)[0] === "only");
        compare(panel.document.nodeIds(), ["only", "died", "say"]);
        // The keyboard stays with what was moved.
        tryVerify(() => panel.node === "died" && list.activeFocus);
        keyClick(Qt.Key_Down, Qt.AltModifier);
        tryVerify(() => panel.node === "died" && panel.document.nodeIds()[2] === "died");
        keyClick(Qt.Key_Down, Qt.AltModifier); // it is the last already
        compare(panel.document.undoText, "Move died down in the file");
        keyClick(Qt.Key_Up, Qt.AltModifier);
        compare(panel.document.nodeIds(), ["only", "died", "say"]);
        for (let i = 0; i < 3; ++i)
            panel.document.undo();
        verify(!panel.document.canUndo || panel.document.undoText === "Edit YAML");
        compare(panel.document.yaml(), pipeline);
    }
    function test_c95_outlineAddsAloneToo() {
        const panel = outline();
        keyClick(Qt.Key_Insert, Qt.ShiftModifier);
        for (const letter of "timer")
            keyClick(letter);
        keyClick(Qt.Key_Return);
        compare(panel.document.nodeCount, 4);
        compare(panel.document.wireCount, 1);
        compare(panel.document.kindOf("timer"), "timer");
    }
    function test_c75_problemsReveal() {
        const made = document("saltern: 1\npipeline: p\nnodes:\n  a: { kind: docker.event@1 }\n  b: { kind: filter@1 }\nwires: [ a -> b ]\n");
        const panel = createTemporaryObject(problemsComponent, test, { document: made, selection: made.selection });
        tryVerify(() => panel.itemAtIndex(0)?.nodeId === "b");
        spy.signalName = "revealRequested";
        spy.target = panel;
        spy.clear();
        mouseClick(panel.itemAtIndex(0));
        compare(made.selection.nodes.length, 1);
        compare(spy.count, 1);
        panel.forceActiveFocus();
        keyClick(Qt.Key_Return);
        compare(spy.count, 2);
    }
    function test_c100_exportFollowsTheSelection() {
        const made = document(pipeline.replace("only ]", "only, only -> say ]"));
        const dialog = createTemporaryObject(exportComponent, test, { document: made });
        dialog.open();
        tryVerify(() => dialog.opened && !dialog.model.busy);
        compare(dialog.model.error, "");
        made.selection.set(["only"]);
        compare(dialog.model.spans.length, 1);
        made.setParameter(["say"], "/message", "again");
        tryVerify(() => dialog.model.currentText.indexOf("again") >= 0);
        keyClick(Qt.Key_Escape);
        tryVerify(() => !dialog.visible);
    }
    function test_editorIndentsAndFinds() {
        const editor = createTemporaryObject(editorComponent, test, { text: "if a:", language: "python" });
        spy.clear();
        spy.signalName = "edited";
        spy.target = editor;
        editor.forceActiveFocus();
        keyClick(Qt.Key_End);
        keyClick(Qt.Key_Return);
        keyClick("b");
        compare(spy.signalArguments[spy.count - 1][0], "if a:\n    b");
        keyClick(Qt.Key_Backtab);
        compare(spy.signalArguments[spy.count - 1][0], "if a:\nb");
        keyClick(Qt.Key_F, Qt.ControlModifier);
        keyClick("a");
        keyClick(Qt.Key_Return);
        keyClick(Qt.Key_Escape);
        verify(editor.activeFocus);
        editor.text = "x\ny";
        compare(editor.lineCount, 2);
    }
}
