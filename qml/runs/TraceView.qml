pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Studio
import Saltern.Ui

// The path of one run. Click a step to see what it got, did and said.
ListView {
    id: view

    required property TraceModel trace
    property string openNode: ""
    property int openNumber: -1
    signal nodeChosen(string node)

    clip: true
    model: trace
    boundsBehavior: Flickable.StopAtBounds
    activeFocusOnTab: true
    currentIndex: -1
    Accessible.role: Accessible.List
    Accessible.name: qsTr("Steps of the run")
    Basic.ScrollBar.vertical: AppScrollBar {}
    Keys.onReturnPressed: currentItem?.toggle()
    Keys.onSpacePressed: currentItem?.toggle()

    delegate: TraceStep {
        width: ListView.view.width
        title: LiveRuns.nodeTitle(view.trace.pipeline, node)
        open: view.openNumber === number
        current: ListView.isCurrentItem
        clauses: number === 0 ? view.trace.clauses : []
        onToggled: {
            view.currentIndex = index;
            view.openNumber = open ? -1 : number;
            view.nodeChosen(node);
        }
    }
    bottomMargin: 16
}
