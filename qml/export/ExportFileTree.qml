pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Ui

// The files of an export. Arrows move, left and right close and open folders.
ListView {
    id: tree

    required property string current
    signal chosen(string path)

    function toggle(row: int) {
        (model as ExportFileModel).toggle(row);
        currentIndex = row;
    }
    function go(item: Item) {
        const row = item as ExportFileRow;
        if (row !== null && !row.isFolder)
            chosen(row.path);
    }

    clip: true
    activeFocusOnTab: true
    boundsBehavior: Flickable.StopAtBounds
    Accessible.role: Accessible.Tree
    Accessible.name: qsTr("Files")
    Basic.ScrollBar.vertical: AppScrollBar {}
    onCurrentItemChanged: if (activeFocus) go(currentItem)
    Keys.onLeftPressed: if ((currentItem as ExportFileRow)?.open) toggle(currentIndex)
    Keys.onRightPressed: if ((currentItem as ExportFileRow)?.isFolder && !(currentItem as ExportFileRow).open) toggle(currentIndex)
    Keys.onReturnPressed: if ((currentItem as ExportFileRow)?.isFolder) toggle(currentIndex)

    delegate: ExportFileRow {
        width: tree.width
        chosen: path === tree.current
        focused: tree.activeFocus && ListView.isCurrentItem
        onClicked: {
            tree.forceActiveFocus(Qt.MouseFocusReason);
            tree.currentIndex = index;
            isFolder ? tree.toggle(index) : tree.chosen(path);
        }
    }
}
