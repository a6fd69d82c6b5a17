"""The pose errors as the BOP toolkit computes them: NumPy over all points, SciPy's k-d tree, every symmetry in turn."""

import numpy as np
from scipy.spatial import cKDTree


def transform(points, rotation, translation):
    """[N, 3] -> [N, 3]"""
    return (rotation.dot(points.T) + translation.reshape(3, 1)).T


def project(points, matrix, rotation, translation):
    """[N, 3] -> [N, 2]"""
    projection = matrix.dot(np.hstack((rotation, translation.reshape(3, 1))))
    homogeneous = np.hstack((points, np.ones((points.shape[0], 1))))
    image = projection.dot(homogeneous.T)
    image /= image[2, :]
    return image[:2, :].T


def add(points, estimate, truth):
    difference = transform(points, *estimate) - transform(points, *truth)
    return np.linalg.norm(difference, axis=1).mean()


def adi(points, estimate, truth):
    distances, _ = cKDTree(transform(points, *estimate)).query(transform(points, *truth), k=1)
    return distances.mean()


def mssd(points, estimate, truth, symmetries):
    estimated = transform(points, *estimate)
    largest = [
        np.linalg.norm(estimated - transform(points, *turned(truth, symmetry)), axis=1).max()
        for symmetry in symmetries
    ]
    return min(largest)


def mspd(points, estimate, truth, symmetries, matrix):
    estimated = project(points, matrix, *estimate)
    largest = [
        np.linalg.norm(estimated - project(points, matrix, *turned(truth, symmetry)), axis=1).max()
        for symmetry in symmetries
    ]
    return min(largest)


def turned(truth, symmetry):
    """The truth, applied after a symmetry."""
    return truth[0].dot(symmetry[0]), truth[0].dot(symmetry[1]) + truth[1]
