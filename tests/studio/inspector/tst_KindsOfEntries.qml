import QtQuick
import QtTest
import Saltern.Studio
import Saltern.Ui

// A list whose entries are of one kind of several, as the hooks of a function are.
TestCase {
    id: test
    name: "KindsOfEntries"
    when: windowShown
    width: 360
    height: 720
    visible: true

    Component {
        id: inspector
        InspectorPanel {
            width: 320
            height: 700
        }
    }

    function make() {
        failOnWarning(/.?/);
        const document = Workspace.newPipeline();
        verify(document.setYaml("saltern: 1\npipeline: t\nnodes:\n  go: {kind: manual@1}\n  work: {kind: hooked@1}\nwires:\n  - go -> work\n"));
        document.selection.set(["work"]);
        return createTemporaryObject(inspector, test, { document: document });
    }
    function field(item, pointer) {
        for (let i = 0; i < item.children.length; ++i) {
            const child = item.children[i];
            if (child.pointer === pointer && child.form !== undefined)
                return child;
            const found = field(child, pointer);
            if (found !== null)
                return found;
        }
        return null;
    }
    // What the menu of a label offers is in front of everything.
    function popupItem(name) {
        const find = item => {
            if (item.objectName === name && item.visible)
                return item;
            for (let i = 0; i < item.children.length; ++i) {
                const found = find(item.children[i]);
                if (found !== null)
                    return found;
            }
            return null;
        };
        return find(test.Window.window.contentItem);
    }
    // What is laid out anew in this moment is clicked where it comes to rest.
    function settle(place) {
        let before = null;
        tryVerify(() => {
            const now = place();
            const rests = before !== null && before.x === now.x && before.y === now.y;
            before = now;
            return rests;
        });
    }
    function click(panel, pointer, button) {
        tryVerify(() => field(panel, pointer) !== null);
        settle(() => findChild(field(panel, pointer), button).mapToItem(null, 0, 0));
        mouseClick(findChild(field(panel, pointer), button));
    }
    function add(panel, kind) {
        click(panel, "/before", "addEntry");
        tryVerify(() => popupItem("addKind:" + kind) !== null);
        settle(() => popupItem("addKind:" + kind).mapToItem(null, 0, 0));
        mouseClick(popupItem("addKind:" + kind));
        tryVerify(() => popupItem("addKind:" + kind) === null);
    }
    function hooks(panel) {
        return JSON.stringify(panel.document.parameter("work", "/before") ?? []);
    }

    function test_aNewEntryIsOfOneKind() {
        const panel = make();
        add(panel, "transform");
        compare(hooks(panel), '[{"transform":"({})"}]');
        // The entry is its field: there is no row around it, and none of the other kind.
        const code = field(panel, "/before/0/transform");
        verify(code !== null);
        verify(code.isEntry);
        compare(code.title, "Transform");
        compare(field(panel, "/before/0"), null);
        compare(field(panel, "/before/0/emit"), null);
        add(panel, "emit");
        compare(hooks(panel), '[{"transform":"({})"},{"emit":{"type":"shop/made"}}]');
        verify(field(panel, "/before/1/emit/type") !== null);
        verify(field(panel, "/before/1/emit/subject") !== null);
        verify(field(panel, "/before/1/emit").depth < field(panel, "/before/1/emit/type").depth);
    }
    function test_entriesAreMovedAndTakenOut() {
        const panel = make();
        panel.document.setParameter(["work"], "/before", [{ transform: "1" }, { emit: { type: "a" } }]);
        click(panel, "/before/1/emit", "moveUp");
        compare(hooks(panel), '[{"emit":{"type":"a"}},{"transform":"1"}]');
        click(panel, "/before/0/emit", "removeEntry");
        compare(hooks(panel), '[{"transform":"1"}]');
        panel.document.undo();
        compare(hooks(panel), '[{"emit":{"type":"a"}},{"transform":"1"}]');
    }
    function test_fieldsAreThoseOfTheKind() {
        const panel = make();
        panel.document.setParameter(["work"], "/before", [{ emit: { type: "a" } }]);
        tryVerify(() => field(panel, "/before/0/emit/subject") !== null);
        const line = findChild(field(panel, "/before/0/emit/subject"), "line");
        line.forceActiveFocus();
        for (const letter of "b2")
            keyClick(letter);
        compare(hooks(panel), '[{"emit":{"subject":"b2","type":"a"}}]');
    }
    // Whoever wrote both by hand has to see both.
    function test_anEntryOfTwoKindsShowsBoth() {
        const panel = make();
        panel.document.setParameter(["work"], "/before", [{ transform: "1", emit: { type: "a" } }]);
        tryVerify(() => field(panel, "/before/0") !== null);
        verify(field(panel, "/before/0/transform") !== null);
        verify(field(panel, "/before/0/emit/type") !== null);
    }
}
