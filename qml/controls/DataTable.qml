pragma ComponentBehavior: Bound
import QtQuick
import Saltern.Ui

// Rows of a model under headings. `columns`: a list of {title, role} or {title, text: m => string},
// with `width` in pixels at 100 % or `fill` (a share of what is left; `least` pixels at 100 %), and
// `mono`, `elide`, `color: m => color`, `dot: m => tone` where wanted. Where there is little room, those
// with the highest `spare` (1 and more) are left out first. `rowActions`: a list of
// {icon, tip, shown: m => bool, run: row => {}}.
Item {
    id: table

    clip: true

    property alias model: list.model
    property alias currentIndex: list.currentIndex
    property alias count: list.count
    property alias view: list
    required property var columns
    property var rowActions: []
    property bool showHeader: true
    property bool follow: false
    property int rowHeight: Math.round(26 * Theme.scale)
    property string name: ""
    signal activated(int row)
    signal chosen(int row)

    // The highest `spare` for which there is room.
    readonly property int affordable: {
        let rank = columns.reduce((most, column) => Math.max(most, column.spare ?? 0), 0);
        while (rank > 0 && leastOf(columns.filter(column => (column.spare ?? 0) <= rank)) > width)
            --rank;
        return rank;
    }
    readonly property var fitting: columns.filter(column => (column.spare ?? 0) <= affordable)
    readonly property real shares: Math.max(1, fitting.reduce((sum, column) => sum + (column.fill ?? 0), 0))
    readonly property real leastWidth: leastOf(fitting)
    function leastWidthOf(column: var): real {
        return Math.round((column.fill ? column.least ?? 88 : column.width) * Theme.scale);
    }
    function leastOf(some: var): real {
        return some.reduce((sum, column) => sum + leastWidthOf(column), 24);
    }
    // What does not fit is scrolled sideways.
    readonly property real rowWidth: Math.max(width, leastWidth)
    function widthOf(column: var): real {
        return leastWidthOf(column) + (column.fill ? (rowWidth - leastWidth) * column.fill / shares : 0);
    }

    Row {
        id: heading
        visible: table.showHeader
        x: 12 - list.contentX
        height: visible ? Math.round(30 * Theme.scale) : 0
        Repeater {
            model: table.fitting
            Label {
                required property var modelData
                width: table.widthOf(modelData)
                height: heading.height
                rightPadding: 12
                text: modelData.title ?? ""
                tone: "faint"
                font.pixelSize: Theme.fontSmall
            }
        }
    }
    Rectangle {
        visible: table.showHeader
        y: heading.height
        width: parent.width
        height: 1
        color: Theme.border
    }
    ListView {
        id: list

        anchors { fill: parent; topMargin: table.showHeader ? heading.height + 1 : 0 }
        clip: true
        contentWidth: table.rowWidth
        flickableDirection: Flickable.AutoFlickIfNeeded
        activeFocusOnTab: true
        keyNavigationEnabled: true
        boundsBehavior: Flickable.StopAtBounds
        currentIndex: -1
        reuseItems: true
        Accessible.role: Accessible.List
        Accessible.name: table.name
        Keys.onReturnPressed: if (currentIndex >= 0) table.activated(currentIndex)
        Keys.onEscapePressed: currentIndex = -1
        // The tool of Qt 6.4 does not know that callLater is a function.
        onCountChanged: if (table.follow) Qt.callLater(positionViewAtEnd) // qmllint disable type

        delegate: DataTableRow {
            width: table.rowWidth
            owner: table
            current: ListView.isCurrentItem
        }
    }
    AppScrollBar {
        id: bar
        anchors { right: parent.right; top: list.top; bottom: list.bottom }
        orientation: Qt.Vertical
        size: list.visibleArea.heightRatio
        position: list.visibleArea.yPosition
        onPositionChanged: if (pressed) list.contentY = position * list.contentHeight + list.originY
    }
    AppScrollBar {
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        orientation: Qt.Horizontal
        size: list.visibleArea.widthRatio
        position: list.visibleArea.xPosition
        onPositionChanged: if (pressed) list.contentX = position * list.contentWidth
    }
    FocusRing {
        control: list
        anchors.margins: 1
    }
}
