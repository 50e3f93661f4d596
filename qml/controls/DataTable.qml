pragma ComponentBehavior: Bound
import QtQuick
import Saltern.Ui

// Rows of a model under headings. `columns`: a list of {title, role} or {title, text: m => string},
// with `width` in pixels at 100 % or `fill` (a share of what is left), and `mono`, `color: m => color`,
// `dot: m => tone` where wanted. `rowActions`: a list of {icon, tip, shown: m => bool, run: row => {}}.
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

    readonly property real fixedWidth: {
        let sum = 24;
        for (const column of columns)
            sum += column.fill ? 0 : Math.round(column.width * Theme.scale);
        return sum;
    }
    readonly property real shares: {
        let sum = 0;
        for (const column of columns)
            sum += column.fill ?? 0;
        return Math.max(1, sum);
    }
    readonly property real leastFill: Math.round(88 * Theme.scale)
    readonly property real leastWidth: {
        let sum = fixedWidth;
        for (const column of columns)
            sum += column.fill ? leastFill : 0;
        return sum;
    }
    // What does not fit is scrolled sideways.
    readonly property real rowWidth: Math.max(width, leastWidth)
    function widthOf(column: var): real {
        return column.fill ? leastFill + (rowWidth - leastWidth) * column.fill / shares
                           : Math.round(column.width * Theme.scale);
    }

    Row {
        id: heading
        visible: table.showHeader
        x: 12 - list.contentX
        height: visible ? Math.round(30 * Theme.scale) : 0
        Repeater {
            model: table.columns
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
