import QtQuick
import Saltern.Ui

// One line of a pattern: a clause, a further test of it, or the head of a group of branches.
Item {
    id: row

    required property int index
    required property string kind
    required property int depth
    required property string path
    required property string test
    required property string value
    required property string placeholder
    required property string verdict
    required property string seen
    required property string sentence
    required property string problem
    required property PatternModel builderModel
    readonly property bool isTest: kind === "field" || kind === "more"
    signal finished()

    implicitHeight: content.implicitHeight

    Rectangle {
        visible: row.depth > 0
        x: (row.depth - 1) * 6
        width: 2
        height: parent.height + 8
        color: Theme.border
    }
    Column {
        id: content
        x: row.depth * 6
        width: parent.width - x
        spacing: 4

        Item {
            width: parent.width
            height: Theme.controlHeight
            visible: row.kind !== "more"

            VerdictMark {
                id: mark
                anchors.verticalCenter: parent.verticalCenter
                verdict: row.verdict
                HoverHandler { id: hover }
                AppToolTip {
                    visible: hover.hovered && row.sentence !== ""
                    text: row.sentence
                }
            }
            CompletionField {
                id: pathField
                objectName: "path"
                visible: row.kind === "field"
                anchors { left: parent.left; leftMargin: mark.visible ? mark.width + 6 : 0; right: remove.left; rightMargin: 2 }
                text: row.path
                placeholderText: qsTr("data.container.name")
                invalid: row.problem !== ""
                Accessible.name: qsTr("Field")
                completer: (typed, cursor) => ({
                    from: 0,
                    items: row.builderModel.paths.filter(each => each.path !== typed && each.path.toLowerCase().indexOf(typed.toLowerCase()) >= 0)
                                                 .slice(0, 40).map(each => ({ text: each.path, detail: each.value }))
                })
                onTaken: row.builderModel.setPath(row.index, text)
                onEditingFinished: {
                    row.builderModel.setPath(row.index, text);
                    row.finished();
                }
            }
            Label {
                visible: !row.isTest
                anchors { left: parent.left; leftMargin: mark.visible ? mark.width + 6 : 0; verticalCenter: parent.verticalCenter }
                text: row.kind === "or" ? qsTr("One of these branches:") : qsTr("Branch")
                tone: row.kind === "or" ? "normal" : "muted"
                font.weight: row.kind === "or" ? Font.Medium : Font.Normal
            }
            IconButton {
                visible: !row.isTest
                anchors { right: remove.left; verticalCenter: parent.verticalCenter }
                iconName: "plus"
                tip: row.kind === "or" ? qsTr("Add a branch") : qsTr("Add a clause to this branch")
                onClicked: row.kind === "or" ? row.builderModel.addBranch(row.index) : row.builderModel.addField(row.index)
            }
            IconButton {
                id: remove
                objectName: "remove"
                anchors { right: parent.right; verticalCenter: parent.verticalCenter }
                width: 24
                iconName: "trash"
                ink: Theme.textMuted
                tip: row.kind === "field" ? qsTr("Remove this clause") : row.kind === "or" ? qsTr("Remove all branches") : qsTr("Remove this branch")
                onClicked: row.builderModel.removeRow(row.index)
            }
        }
        Row {
            visible: row.isTest
            width: parent.width
            spacing: 4
            Label {
                id: orWord
                visible: row.kind === "more"
                height: Theme.controlHeight
                text: qsTr("or")
                tone: "muted"
            }
            AppComboBox {
                id: tests
                objectName: "test"
                width: Math.round(parent.width * 0.5) - (orWord.visible ? orWord.width : 0)
                model: row.builderModel.tests
                textRole: "text"
                valueRole: "value"
                currentIndex: row.builderModel.testIndex(row.test)
                Accessible.name: qsTr("Test")
                onActivated: index => {
                    row.builderModel.setTest(row.index, row.builderModel.tests[index].value);
                    row.finished();
                }
            }
            AppTextField {
                objectName: "value"
                width: parent.width - tests.width - more.width - 2 * parent.spacing - (orWord.visible ? orWord.width + parent.spacing : 0)
                enabled: row.placeholder !== ""
                opacity: enabled ? 1 : 0
                mono: true
                text: row.value
                placeholderText: row.placeholder
                invalid: row.problem !== ""
                Accessible.name: qsTr("Value")
                onTextEdited: row.builderModel.setValue(row.index, text)
                onEditingFinished: row.finished()
            }
            IconButton {
                id: more
                objectName: "more"
                width: 24
                iconName: row.kind === "more" ? "trash" : "plus"
                ink: Theme.textMuted
                tip: row.kind === "more" ? qsTr("Remove this test") : qsTr("Or another value")
                onClicked: row.kind === "more" ? row.builderModel.removeRow(row.index) : row.builderModel.addTest(row.index)
            }
        }
        Label {
            objectName: "seen"
            visible: row.kind === "field" && row.verdict !== ""
            width: parent.width
            mono: true
            font.pixelSize: Theme.fontSmall
            color: row.verdict === "fits" ? Theme.textMuted : Theme.danger
            text: row.seen === "" ? qsTr("the event has no such field") : qsTr("saw %1").arg(row.seen)
        }
    }
}
