import QtQuick
import QtTest
import Saltern.Studio
import Saltern.Ui

TestCase {
    id: test
    name: "PalettePanel"
    when: windowShown
    width: 240
    height: 600
    visible: true

    Component {
        id: panelComponent
        PalettePanel { width: 200; height: 600; dropPoint: Qt.point(80, 40) }
    }
    function init() {
        failOnWarning(/.?/);
    }
    function make() {
        const document = Workspace.newPipeline();
        return createTemporaryObject(panelComponent, test, { document: document, selection: document.selection });
    }

    function test_c02_typingFilters_data() {
        return [
            { tag: "name", text: "docker", first: "docker.event" },
            { tag: "part of a name", text: "swit", first: "switch" },
            { tag: "nothing", text: "zzzz", first: "" }
        ];
    }
    function test_c02_typingFilters(data) {
        const panel = make();
        const list = findChild(panel, "kinds");
        const all = list.count;
        keyClick("/");
        verify(findChild(panel, "search").activeFocus);
        for (const letter of data.text)
            keyClick(letter);
        verify(list.count < all);
        compare(list.kindAt(0), data.first);
        keyClick(Qt.Key_Escape);
        compare(list.count, all);
    }
    function test_enterAddsTheFirstKind() {
        const panel = make();
        panel.focusSearch();
        for (const letter of "filter")
            keyClick(letter);
        keyClick(Qt.Key_Return);
        compare(panel.document.nodeIds().length, 1);
        const id = panel.document.nodeIds()[0];
        compare(panel.document.kindOf(id), "filter");
        compare(panel.document.positionOf(id), Qt.point(80, 40));
        compare(panel.selection.current, id);
    }
    function test_keyboardWalksTheList() {
        const panel = make();
        const list = findChild(panel, "kinds");
        panel.focusSearch();
        keyClick(Qt.Key_Down);
        verify(list.activeFocus);
        keyClick(Qt.Key_Down);
        compare(list.currentIndex, 1);
        keyClick(Qt.Key_Return);
        compare(panel.document.kindOf(panel.document.nodeIds()[0]).split("@")[0], list.kindAt(1));
        keyClick(Qt.Key_Up);
        keyClick(Qt.Key_Up);
        verify(findChild(panel, "search").activeFocus);
    }
    function test_doubleClickAdds() {
        const panel = make();
        const row = findChild(panel, "kinds").itemAtIndex(0);
        mouseDoubleClickSequence(row, 60, 15);
        compare(panel.document.nodeIds().length, 1);
    }
}
