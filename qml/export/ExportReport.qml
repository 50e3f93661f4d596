pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Ui

// What each node became: exact, approximate or impossible, and what is not the same.
Flickable {
    id: report

    required property ExportModel model
    readonly property real wanted: content.implicitHeight
    readonly property int total: model.nodes.length
    signal nodeChosen(string id)

    clip: true
    contentHeight: content.implicitHeight
    boundsBehavior: Flickable.StopAtBounds
    Basic.ScrollBar.vertical: AppScrollBar {}

    FocusFollower { scroll: report }
    Column {
        id: content
        width: report.width - 10
        spacing: 4

        Rectangle {
            width: parent.width
            height: words.implicitHeight + 12
            visible: report.total > 0
            radius: Theme.radiusSmall + 1
            color: report.model.exactCount === report.total ? Theme.goodSurface : Theme.warningSurface
            Label {
                id: words
                objectName: "exactCount"
                anchors { left: parent.left; right: parent.right; verticalCenter: parent.verticalCenter; leftMargin: 10; rightMargin: 10 }
                wrapMode: Text.Wrap
                color: report.model.exactCount === report.total ? Theme.good : Theme.warning
                text: report.model.exactCount === report.total
                      ? qsTr("All %1 nodes map one to one.").arg(report.total)
                      : qsTr("%1 of %2 nodes map one to one.").arg(report.model.exactCount).arg(report.total)
            }
        }
        ExportHosts {
            width: parent.width
            topPadding: 6
            bottomPadding: 6
            model: report.model
        }
        Repeater {
            model: report.model.nodes
            ExportNodeRow {
                width: content.width
                chosen: report.model.selectedNodes.indexOf(modelData.node) >= 0
                onClicked: report.nodeChosen(modelData.node)
            }
        }
        ExportSentences {
            width: parent.width
            title: qsTr("The pipeline as a whole")
            sentences: report.model.generalDifferences
        }
        ExportSentences {
            width: parent.width
            title: qsTr("What to do with the files")
            sentences: report.model.nextSteps
            numbered: true
        }
    }
}
