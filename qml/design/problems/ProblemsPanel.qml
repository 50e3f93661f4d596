pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Studio
import Saltern.Ui

// Everything that is wrong with the document, errors first. A click or Enter selects the node and
// asks for the setting to be shown.
ListView {
    id: list

    required property PipelineDocument document
    property Selection selection: document === null ? null : document.selection
    readonly property int problemCount: problems.count
    signal revealRequested(string node, string pointer, int line)

    function reveal(row: ProblemRow) {
        if (row === null)
            return;
        if (row.nodeId !== "")
            selection.set([row.nodeId]);
        else if (row.wireKey !== "")
            selection.setWires([row.wireKey]);
        revealRequested(row.nodeId, row.pointer, row.line);
    }

    clip: true
    model: problems
    activeFocusOnTab: true
    keyNavigationEnabled: true
    currentIndex: -1
    boundsBehavior: Flickable.StopAtBounds
    Accessible.role: Accessible.List
    Accessible.name: qsTr("Problems")
    Basic.ScrollBar.vertical: AppScrollBar {}
    onActiveFocusChanged: if (activeFocus && currentIndex < 0) currentIndex = 0
    Keys.onReturnPressed: reveal(currentItem as ProblemRow)
    Keys.onEnterPressed: reveal(currentItem as ProblemRow)

    ProblemModel {
        id: problems
        document: list.document
    }
    delegate: ProblemRow {
        id: problem
        width: list.width
        focused: list.activeFocus && ListView.isCurrentItem
        onClicked: {
            list.currentIndex = index;
            list.reveal(problem);
        }
    }
    Label {
        visible: list.count === 0
        anchors { left: parent.left; top: parent.top; margins: 16 }
        tone: "muted"
        text: qsTr("Nothing is wrong with this pipeline.")
    }
}
