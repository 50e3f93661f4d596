pragma ComponentBehavior: Bound
import QtQuick
import Saltern.Ui

// One row of a DataTable.
Rectangle {
    id: row

    objectName: "tableRow"

    required property var model
    required property int index
    required property var owner
    required property bool current

    height: owner.rowHeight
    color: current ? Theme.chosen : hover.hovered ? Theme.hover
         : index % 2 ? Qt.alpha(Theme.raised, 0.45) : "transparent"
    Accessible.role: Accessible.ListItem
    Accessible.name: {
        let words = [];
        for (const column of owner.columns)
            words.push(textOf(column));
        return words.join(", ");
    }

    function textOf(column: var): string {
        return String((column.text ? column.text(row.model) : row.model[column.role]) ?? "");
    }

    HoverHandler { id: hover }
    TapHandler {
        onTapped: {
            row.owner.view.forceActiveFocus();
            row.owner.currentIndex = row.index;
            row.owner.chosen(row.index);
        }
        onDoubleTapped: row.owner.activated(row.index)
    }
    Row {
        x: 12
        height: parent.height
        Repeater {
            model: row.owner.fitting
            Item {
                id: cell

                required property var modelData

                width: row.owner.widthOf(modelData)
                height: row.height
                Rectangle {
                    id: dot
                    readonly property string tone: cell.modelData.dot ? cell.modelData.dot(row.model) : ""
                    visible: tone !== ""
                    anchors.verticalCenter: parent.verticalCenter
                    width: Math.round(8 * Theme.scale)
                    height: width
                    radius: tone === "danger" ? 1 : width / 2
                    color: tone === "good" ? Theme.good : tone === "danger" ? Theme.danger
                         : tone === "warning" ? "transparent" : Theme.textFaint
                    border.width: tone === "warning" ? 2 : 0
                    border.color: Theme.warning
                }
                Label {
                    x: dot.visible ? dot.width + 7 : 0
                    width: parent.width - x - 12
                    height: parent.height
                    text: row.textOf(cell.modelData)
                    mono: cell.modelData.mono ?? false
                    elide: cell.modelData.elide ?? Text.ElideRight
                    font.weight: cell.modelData.strong ? Font.DemiBold : Font.Normal
                    color: cell.modelData.color ? cell.modelData.color(row.model) : Theme.text
                }
            }
        }
    }
    Rectangle {
        visible: row.owner.rowActions.length > 0 && (hover.hovered || row.current)
        x: row.owner.view.contentX + row.owner.width - width - 10
        anchors.verticalCenter: parent.verticalCenter
        width: actions.implicitWidth + 4
        height: parent.height - 2
        radius: Theme.radiusSmall
        color: row.current ? Theme.chosen : Theme.hover
        Row {
            id: actions
            anchors.centerIn: parent
            Repeater {
                model: row.owner.rowActions
                IconButton {
                    required property var modelData
                    visible: modelData.shown ? modelData.shown(row.model) : true
                    implicitWidth: Math.round(26 * Theme.scale)
                    implicitHeight: row.height - 2
                    iconName: modelData.icon
                    tip: modelData.tip
                    onClicked: modelData.run(row.index)
                }
            }
        }
    }
}
